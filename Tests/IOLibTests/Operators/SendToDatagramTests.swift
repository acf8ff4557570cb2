// send-to of datagrams: where they go, and what refuses them.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct SendToDatagramTests {
  @Test(arguments: BlockingChoice.allCases)
  func `A datagram goes to the host that is given, else to the peer`(choice: BlockingChoice) throws
  {
    try choice.run {
      let (peer, other) = (try boundDatagrams(), try boundDatagrams())
      let sender = try makeSocket(
        addressFamily: .ipv4, type: .datagram, remoteHost: "127.0.0.1",
        remotePort: PortDesignator(peer.localPort()))
      #expect(try sender.sendTo([1]) == 1)
      let port = PortDesignator(try other.localPort())
      #expect(try sender.sendTo([2, 2], remoteHost: "127.0.0.1", remotePort: port) == 2)
      #expect(try sender.sendTo([], remoteHost: 0x7f00_0001, remotePort: port) == 0)
      let first = try peer.receiveFrom(size: 8)
      #expect(first.count == 1 && first.remoteHost == ipv4Loopback)
      #expect(try first.remotePort == sender.localPort())
      #expect(try other.receiveFrom(size: 8).count == 2)
      #expect(try other.receiveFrom(size: 8).count == 0)
      #expect(failure { try other.receiveFrom(size: 8, dontWait: true) } == "wouldBlock")
    }
  }

  @Test func `ipv6 says how a name is looked up`() throws {
    let receiver = try makeSocket(type: .datagram, ipv6: true, localHost: "::")
    let sender = try makeSocket(type: .datagram, ipv6: true)
    let port = PortDesignator(try receiver.localPort())
    try sender.sendTo([1], remoteHost: "localhost", remotePort: port, ipv6: false)
    #expect(try receiver.receiveFrom(size: 4).remoteHost.description == "::ffff:127.0.0.1")
    try sender.sendTo([1], remoteHost: "::1", remotePort: port)
    #expect(try receiver.receiveFrom(size: 4).remoteHost == ipv6Loopback)
    // The socket's own family, where nothing is said.
    let plain = try boundDatagrams()
    try plain.sendTo([1], remoteHost: "localhost", remotePort: port)
    #expect(try receiver.receiveFrom(size: 4).remoteHost.description == "::ffff:127.0.0.1")
  }

  @Test func `What cannot be sent is refused`() throws {
    let socket = try boundDatagrams()
    let port = PortDesignator(try socket.localPort())
    let (pair, _) = try makeSocketPair(type: .datagram)
    let local = try makeSocket(addressFamily: .local, type: .datagram)
    let huge = [UInt8](repeating: 0, count: 65508)
    let cases: [(String, () throws -> Int)] = [
      ("systemCall EDESTADDRREQ", { try socket.sendTo([1]) }),
      ("systemCall EINVAL", { try socket.sendTo([1], remoteHost: "127.0.0.1") }),
      (
        "systemCall EMSGSIZE",
        { try socket.sendTo(huge, remoteHost: "127.0.0.1", remotePort: port) }
      ),
      (
        "systemCall EACCES",
        { try socket.sendTo([1], remoteHost: "255.255.255.255", remotePort: port) }
      ),
      (
        "operationNotSupported",
        { try socket.sendTo([1], remoteHost: "127.0.0.1", remotePort: port, outOfBand: true) }
      ),
      (
        "invalidArgument address",
        { try socket.sendTo([1], remoteHost: "::1", remotePort: port) }
      ),
      (
        "invalidArgument port",
        { try socket.sendTo([1], remoteHost: "127.0.0.1", remotePort: 65536) }
      ),
      (
        "unknownService",
        { try socket.sendTo([1], remoteHost: "127.0.0.1", remotePort: "no such service") }
      ),
      ("notConnected", { try local.sendTo([1]) }),
      ("connectionRefused", { try local.sendTo([1], remoteFilename: freshName()) }),
      ("systemCall ENOENT", { try local.sendTo([1], remoteFilename: "/no/such") }),
      (
        "invalidArgument filename",
        { try local.sendTo([1], remoteFilename: LocalAddress(String(repeating: "x", count: 108))) }
      ),
      ("operationNotSupported", { try pair.sendTo([1], outOfBand: true) }),
    ]
    for (index, (condition, send)) in cases.enumerated() {
      #expect(failure(send) == condition, "case \(index)")
    }
  }

  @Test func `A broadcast is sent where the option allows it`() throws {
    let socket = try makeSocket(addressFamily: .ipv4, type: .datagram, broadcast: true)
    let result = failure {
      try socket.sendTo([1], remoteHost: "127.255.255.255", remotePort: 9)
    }
    #expect(result != "systemCall EACCES")
  }

  @Test func `A refusal is told once`() throws {
    let closed = try boundDatagrams()
    let port = PortDesignator(try closed.localPort())
    try closed.close()
    let socket = try makeSocket(
      addressFamily: .ipv4, type: .datagram, remoteHost: "127.0.0.1", remotePort: port)
    #expect(try socket.sendTo([1]) == 1)
    #expect(failure { try socket.receiveFrom(size: 1) } == "connectionRefused")
    #expect(failure { try socket.receiveFrom(size: 1, dontWait: true) } == "wouldBlock")
    #expect(try socket.sendTo([1]) == 1)
    #expect(failure { try socket.sendTo([1]) } == "connectionRefused")
    #expect(try socket.sendTo([1]) == 1)
  }

  @Test(arguments: BlockingChoice.allCases, [true, false])
  func `A full queue is waited for`(choice: BlockingChoice, connected: Bool) throws {
    try choice.run {
      let name = freshName()
      let receiver = try makeSocket(addressFamily: .local, type: .datagram, localFilename: name)
      let sender = try makeSocket(
        addressFamily: .local, type: .datagram, remoteFilename: connected ? name : nil)
      let target = connected ? nil : name
      var count = 0
      while true {
        do {
          try sender.sendTo([1], remoteFilename: target, dontWait: true)
          count += 1
        } catch SocketError.wouldBlock { break }
      }
      try sender.setSocketOption(.sendTimeout, .milliseconds(20))
      #expect(failure { try sender.sendTo([1], remoteFilename: target) } == "wouldBlock")
      try sender.setSocketOption(.sendTimeout, .zero)
      try alongside({
        letOthersWait()
        _ = try receiver.receiveFrom(size: 1)
      }) { () throws in #expect(try sender.sendTo([2], remoteFilename: target) == 1) }
      for _ in 1..<count { #expect(try receiver.receiveFrom(size: 1).buffer == [1]) }
      #expect(try receiver.receiveFrom(size: 1).buffer == [2])
    }
  }
}
