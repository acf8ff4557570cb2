// close: of every kind, twice, and with output that has not left.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct CloseTests {
  static let kinds: [@Sendable () throws -> Socket] = [
    { try makeSocket(ipv6: false) }, { try Connection.ipv4.make().client },
    { try Connection.ipv4.listener() }, { try boundDatagrams() },
    { try makeSocket(addressFamily: .local) },
    { try makeSocket(addressFamily: .local, connect: .passive, localFilename: freshName()) },
    { try makeSocketPair(type: .datagram).0 },
  ]

  @Test(arguments: kinds.indices, [true, false])
  func `The descriptor is released, once`(index: Int, abort: Bool) throws {
    let socket = try Self.kinds[index]()
    let name = socket.description
    #expect(socket.isOpen)
    #expect(try socket.close(abort: abort))
    #expect(!socket.isOpen && socket.osFD == nil && !socket.isConnected)
    #expect(socket.description.hasSuffix(", closed>"), "\(name)")
    #expect(try !socket.close(abort: abort))
    #expect(failure { try socket.socketOption(.socketType) } == "closed getOption")
    #expect(failure { try socket.setSocketOption(.reuseAddress, true) } == "closed setOption")
    #expect(failure { try socket.setLinger(true) } == "closed setOption")
  }

  @Test func `An open socket that is dropped is closed`() throws {
    func make() throws -> SocketStreamLocalActive { try makeSocketPair().0 }
    // The other end of a pair is gone at once.
    #expect(failure { try make().sendTo([1]) } == "systemCall EPIPE")
  }

  @Test(arguments: BlockingChoice.allCases, Connection.allCases)
  func `Output leaves before, unless it is an abort`(
    choice: BlockingChoice, kind: Connection
  ) throws {
    try choice.run {
      let (client, server) = try kind.make()
      try client.writeLine("kept")
      try client.close()
      #expect(try server.readLine()?.line == "kept")
      #expect(try server.readLine() == nil)
      let (other, end) = try kind.make()
      try other.writeLine("dropped")
      try other.close(abort: true)
      #expect(try end.readLine() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `The descriptor is released where output cannot leave`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      try first.writeLine("lost")
      try second.close()
      #expect(failure { try first.close() } == "hangup")
      #expect(!first.isOpen && first.osFD == nil)
      #expect(try !first.close())
      let (client, server) = try Connection.ipv4.make()
      try client.writeLine("lost")
      try server.setSocketOption(.linger, .on(seconds: 0))
      try server.close()
      #expect(failure { try client.close() } == "connectionReset")
      #expect(!client.isOpen)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What waits for room ends with its time-out`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      while failure({ try first.sendTo([UInt8](repeating: 0, count: 1 << 16), dontWait: true) })
        == "none"
      {}
      try first.setSocketOption(.sendTimeout, .milliseconds(20))
      try first.writeLine("lost")
      #expect(failure { try first.close() } == "wouldBlock")
      #expect(!first.isOpen && second.isOpen)
    }
  }

  @Test func `Everything on a closed stream says so`() throws {
    let (first, _) = try makeSocketPair()
    try first.close()
    let calls: [() throws -> Void] = [
      { try first.sendTo([1]) }, { _ = try first.receiveFrom(size: 1) }, { try first.connect("x") },
      { try first.bindAddress(freshName()) }, { try first.shutdown(read: true) },
      { try first.shutdown(write: true) }, { _ = try first.localFilename() },
      { _ = try first.remoteFilename() }, { try first.sendFileDescriptor(0) },
      { _ = try first.receiveFileDescriptor() },
    ]
    for (index, call) in calls.enumerated() {
      #expect(failure(call).hasPrefix("closed "), "call \(index)")
    }
    let internet = try makeSocket(ipv6: false)
    try internet.close()
    let others: [() throws -> Void] = [
      { _ = try internet.localName() }, { _ = try internet.remoteName() },
      { _ = try internet.localHost() }, { _ = try internet.localPort() },
      { _ = try internet.remoteHost() }, { _ = try internet.remotePort() },
    ]
    for (index, call) in others.enumerated() {
      #expect(failure(call).hasPrefix("closed "), "call \(index)")
    }
    let datagrams = try boundDatagrams()
    try datagrams.close()
    #expect(failure { try datagrams.sendTo([1], remoteHost: 0, remotePort: 9) } == "closed send")
    #expect(failure { try datagrams.receiveFrom(size: 1) } == "closed receive")
  }
}
