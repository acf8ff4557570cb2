// receive-from of streams: how much, from where, and for how long.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReceiveFromTests {
  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `A part of the buffer is filled, and counted`(
    choice: BlockingChoice, kind: Connection
  ) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.sendTo([1, 2, 3, 4])
      var buffer: [UInt8] = [9, 9, 9, 9]
      #expect(try server.receiveFrom(into: &buffer, start: 1, end: 3) == 2)
      #expect(buffer == [9, 1, 2, 9])
      #expect(try server.receiveFrom(into: &buffer, start: 2) == 2)
      #expect(buffer == [9, 1, 3, 4])
      try client.sendTo([1, 2, 3, 4])
      let (whole, count) = try server.receiveFrom(size: 5)
      #expect(whole == [1, 2, 3, 4, 0] && count == 4)
      try client.close()
      #expect(try server.receiveFrom(size: 2) == ([0, 0], 0))
    }
  }

  @Test(
    arguments: [(-1, nil), (0, 4), (2, 1), (4, nil), (0, -1), (Int.min, Int.max)] as [(Int, Int?)])
  func `Bounds are those of the buffer`(start: Int, end: Int?) throws {
    var bytes: [UInt8] = [1, 2, 3]
    let (stream, _) = try makeSocketPair()
    let (datagrams, _) = try makeSocketPair(type: .datagram)
    let internet = try boundDatagrams()
    #expect(
      failure { try stream.receiveFrom(into: &bytes, start: start, end: end) }
        == "invalidArgument start")
    #expect(
      failure { try datagrams.receiveFrom(into: &bytes, start: start, end: end) }
        == "invalidArgument start")
    #expect(
      failure { try internet.receiveFrom(into: &bytes, start: start, end: end) }
        == "invalidArgument start")
  }

  @Test func `A size is not less than zero`() throws {
    let (stream, _) = try makeSocketPair()
    let (datagrams, _) = try makeSocketPair(type: .datagram)
    #expect(failure { try stream.receiveFrom(size: -1) } == "invalidArgument size")
    #expect(failure { try datagrams.receiveFrom(size: -1) } == "invalidArgument size")
    #expect(failure { try boundDatagrams().receiveFrom(size: -1) } == "invalidArgument size")
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `No room of a stream is filled at once`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      #expect(try server.receiveFrom(size: 0) == ([], 0))
      var buffer: [UInt8] = [1, 2]
      #expect(try server.receiveFrom(into: &buffer, start: 1, end: 1, waitAll: true) == 0)
      try client.sendTo([5])
      #expect(try server.receiveFrom(size: 0, peek: true) == ([], 0))
      #expect(try server.receiveFrom(size: 1) == ([5], 1))
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `It goes past the input buffer`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.sendTo(Array("AB".utf8))
      #expect(try server.readChar() == "A")
      #expect(failure { try server.receiveFrom(size: 1, dontWait: true) } == "wouldBlock")
      try client.sendTo(Array("C".utf8))
      #expect(try server.receiveFrom(size: 1).buffer == Array("C".utf8))
      #expect(try server.readChar() == "B")
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `It waits for the first byte`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      #expect(failure { try server.receiveFrom(size: 1, dontWait: true) } == "wouldBlock")
      try server.setSocketOption(.receiveTimeout, .milliseconds(20))
      #expect(failure { try server.receiveFrom(size: 1) } == "wouldBlock")
      try server.setSocketOption(.receiveTimeout, .zero)
      try alongside({
        letOthersWait()
        try client.sendTo([1, 2])
      }) { () throws in #expect(try server.receiveFrom(size: 9).count == 2) }
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `waitAll waits until the room is full`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.sendTo([1, 2, 3])
      try alongside({
        letOthersWait()
        try client.sendTo([4, 5])
        letOthersWait()
        try client.sendTo([6])
      }) { () throws in
        #expect(try server.receiveFrom(size: 6, waitAll: true) == ([1, 2, 3, 4, 5, 6], 6))
      }
      // What is there, where no more comes.
      try client.sendTo([7])
      #expect(try server.receiveFrom(size: 2, waitAll: true, dontWait: true) == ([7, 0], 1))
      #expect(
        failure { try server.receiveFrom(size: 2, waitAll: true, dontWait: true) } == "wouldBlock")
      try server.setSocketOption(.receiveTimeout, .milliseconds(20))
      try client.sendTo([8])
      #expect(try server.receiveFrom(size: 2, waitAll: true) == ([8, 0], 1))
      #expect(failure { try server.receiveFrom(size: 2, waitAll: true) } == "wouldBlock")
      try client.sendTo([9])
      try client.close()
      try server.setSocketOption(.receiveTimeout, .zero)
      #expect(try server.receiveFrom(size: 2, waitAll: true) == ([9, 0], 1))
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `What is peeked at stays`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.sendTo([1, 2])
      #expect(try server.receiveFrom(size: 2, peek: true, waitAll: true) == ([1, 2], 2))
      try alongside({
        letOthersWait()
        try client.sendTo([3])
      }) { () throws in
        #expect(try server.receiveFrom(size: 3, peek: true, waitAll: true).count == 3)
      }
      #expect(
        try server.receiveFrom(size: 4, peek: true, waitAll: true, dontWait: true).count == 3)
      // The end of the stream ends the wait, before and while it lasts.
      try alongside({
        letOthersWait()
        try client.shutdown(write: true)
      }) { () throws in
        #expect(try server.receiveFrom(size: 4, peek: true, waitAll: true).count == 3)
      }
      #expect(try server.receiveFrom(size: 4, peek: true, waitAll: true).count == 3)
      #expect(try server.receiveFrom(size: 4).buffer == [1, 2, 3, 0])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `The urgent byte is read once, and by itself`(choice: BlockingChoice) throws {
    try choice.run {
      let (client, server) = try Connection.ipv4.make()
      #expect(failure { try server.receiveFrom(size: 1, outOfBand: true) } == "systemCall EINVAL")
      try client.sendTo([1, 2, 3], outOfBand: true)
      #expect(try server.receiveFrom(size: 9, outOfBand: true, peek: true).buffer[0] == 3)
      #expect(try server.receiveFrom(size: 9, outOfBand: true).count == 1)
      #expect(failure { try server.receiveFrom(size: 1, outOfBand: true) } == "systemCall EINVAL")
      #expect(try server.receiveFrom(size: 9) == ([1, 2, 0, 0, 0, 0, 0, 0, 0], 2))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What is not connected has nothing to receive`(choice: BlockingChoice) throws {
    try choice.run {
      #expect(failure { try makeSocket(ipv6: false).receiveFrom(size: 1) } == "notConnected")
      let local = try makeSocket(addressFamily: .local)
      #expect(failure { try local.receiveFrom(size: 1) } == "systemCall EINVAL")
      let (client, server) = try Connection.ipv4.make()
      try server.setSocketOption(.linger, .on(seconds: 0))
      try server.close()
      #expect(failure { try client.receiveFrom(size: 1) } == "connectionReset")
      try client.close()
      #expect(failure { try client.receiveFrom(size: 1) } == "closed receive")
      #expect(failure { try client.receiveFrom(size: 0) } == "closed receive")
    }
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `Another thread's close ends the wait`(choice: BlockingChoice, kind: Connection) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try alongside({
        letOthersWait()
        try server.close()
      }) { #expect(failure { try server.receiveFrom(size: 1) } == "closed receive") }
      #expect(client.isOpen)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reset behind a part of what was waited for is not lost`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(addressFamily: .ipv4, connect: .passive, localHost: "127.0.0.1")
      let client = try makeSocket(
        addressFamily: .ipv4, remoteHost: "127.0.0.1",
        remotePort: PortDesignator(passive.localPort()))
      let server = try #require(try passive.acceptConnection())
      try server.sendTo([1, 2, 3])
      let receiver = Companion(choice) { try client.receiveFrom(size: 6, waitAll: true).count }
      try client.untilWaiting()
      try server.setSocketOption(.linger, .on(seconds: 0))
      try server.close(abort: true)
      #expect(try receiver.result() == 3)
      #expect(failure { try client.readByte() } == "connectionReset")
    }
  }
}
