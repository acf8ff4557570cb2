// with-open-socket: closed at the end, however that comes.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct WithOpenSocketTests {
  @Test(arguments: BlockingChoice.allCases)
  func `What was written leaves when it closes`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      let value = try withOpenSocket(first) { socket in
        try socket.writeLine("hello")
        return 7
      }
      #expect(value == 7 && !first.isOpen)
      #expect(try second.readLine()?.line == "hello")
      #expect(try second.readLine() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `An error drops the output, and stays the error`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      try second.close()
      let found = failure {
        try withOpenSocket(first) { socket -> Void in
          try socket.writeLine("lost")
          throw Missing()
        }
      }
      #expect(found == "Missing()" && !first.isOpen)
    }
  }

  @Test func `Of every kind, and where none can be made`() throws {
    let datagrams = try withOpenSocket(try boundDatagrams()) { $0 }
    let passive = try withOpenSocket(try Connection.ipv4.listener()) { $0 }
    #expect(!datagrams.isOpen && !passive.isOpen)
    var runs = 0
    let found = failure {
      try withOpenSocket(try makeSocket(addressFamily: .local, remoteFilename: "/no/such")) { _ in
        runs += 1
      }
    }
    #expect(found == "systemCall ENOENT" && runs == 0)
  }

  @Test func `The body may close it`() throws {
    let (first, _) = try makeSocketPair()
    try withOpenSocket(first) { _ = try $0.close() }
    #expect(!first.isOpen)
  }
}
