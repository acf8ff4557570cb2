// make-socket of internet sockets: where they are bound and connected, and their options.

import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct MakeInternetSocketTests {
  @Test(arguments: BlockingChoice.allCases)
  func `A stream socket is bound first and then connected`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try Connection.ipv4.listener()
      let spare = try Connection.ipv4.listener()
      let port = try spare.localPort()
      try spare.close()
      let client = try makeSocket(
        addressFamily: .ipv4, localHost: "127.0.0.1", localPort: PortDesignator(port),
        remoteHost: "127.0.0.1", remotePort: PortDesignator(passive.localPort()), keepalive: true,
        nodelay: true)
      #expect(try client.localName() == (host: ipv4Loopback, port: port))
      #expect(try client.remoteName() == (host: ipv4Loopback, port: passive.localPort()))
      #expect(try client.socketOption(.keepAlive) && client.socketOption(.noDelay))
      #expect(try client.socketOption(.reuseAddress))
      let server = try #require(try passive.acceptConnection())
      #expect(try server.remotePort() == port)
    }
  }

  @Test func `Without a local host a passive socket is merely made`() throws {
    let socket = try makeSocket(
      addressFamily: .ipv4, connect: .passive, localPort: 1, backlog: -1,
      interface: "no-such-interface")
    #expect(try !socket.socketOption(.acceptsConnections) && socket.localPort() == 0)
    #expect(try !socket.socketOption(.reuseAddress))
    let active = try makeSocket(addressFamily: .ipv4, localPort: 1)
    #expect(try active.localPort() == 0)
    let datagrams = try makeSocket(
      addressFamily: .ipv4, type: .datagram, localPort: 1, interface: "no-such-interface")
    #expect(try datagrams.localPort() == 0)
  }

  @Test func `A passive socket takes all of its arguments`() throws {
    let socket = try makeSocket(
      addressFamily: .ipv4, connect: .passive, localHost: "127.0.0.1", localPort: nil, backlog: 7,
      reuseAddress: false, interface: "lo", nodelay: true)
    #expect(try socket.socketOption(.acceptsConnections) && !socket.socketOption(.reuseAddress))
    #expect(try socket.socketOption(.bindToDevice) == "lo" && socket.socketOption(.noDelay))
    #expect(try Connection.ipv4.listener().socketOption(.reuseAddress))
  }

  @Test func `A datagram socket takes all of its arguments`() throws {
    let other = try boundDatagrams()
    let socket = try makeSocket(
      addressFamily: .ipv4, type: .datagram, localHost: "127.0.0.1", localPort: nil,
      remoteHost: "127.0.0.1", remotePort: PortDesignator(try other.localPort()),
      reuseAddress: false, interface: "lo", broadcast: true)
    #expect(try socket.remotePort() == other.localPort() && socket.localPort() != 0)
    #expect(try socket.socketOption(.broadcast) && !socket.socketOption(.reuseAddress))
    #expect(try socket.socketOption(.bindToDevice) == "lo")
    #expect(try !other.socketOption(.broadcast) && other.socketOption(.reuseAddress))
  }

  @Test func `Datagram sockets that reuse an address share it, others do not`() throws {
    let first = try boundDatagrams()
    let port = PortDesignator(try first.localPort())
    func second(_ reuse: Bool) throws -> SocketDatagramInternet {
      try makeSocket(
        addressFamily: .ipv4, type: .datagram, localHost: "127.0.0.1", localPort: port,
        reuseAddress: reuse)
    }
    #expect(failure { try second(false) } == "addressInUse")
    #expect(try second(true).localPort() == first.localPort())
  }

  @Test func `Two sockets do not listen at one address`() throws {
    let first = try Connection.ipv4.listener()
    let port = PortDesignator(try first.localPort())
    #expect(
      failure {
        try makeSocket(
          addressFamily: .ipv4, connect: .passive, localHost: "127.0.0.1", localPort: port)
      } == "addressInUse")
  }

  @Test func `A datagram socket without a remote port has a peer at port 0, which is none`() throws
  {
    let socket = try makeSocket(addressFamily: .ipv4, type: .datagram, remoteHost: "127.0.0.1")
    #expect(failure { try socket.remoteName() } == "notConnected")
  }

  @Test func `What cannot be is refused`() throws {
    let closed = try Connection.ipv4.listener()
    let port = PortDesignator(try closed.localPort())
    try closed.close()
    let cases: [(String, () throws -> Socket)] = [
      ("invalidArgument remotePort", { try makeSocket(remoteHost: "127.0.0.1") }),
      ("invalidArgument port", { try makeSocket(localHost: "127.0.0.1", localPort: 70000) }),
      ("invalidArgument port", { try makeSocket(localHost: "127.0.0.1", localPort: -1) }),
      ("parseError", { try makeSocket(localHost: "127.0.0.1", localPort: "70000") }),
      ("unknownService", { try makeSocket(localHost: "127.0.0.1", localPort: "no such service") }),
      ("parseError", { try makeSocket(localHost: [127, 0, 0]) }),
      ("invalidArgument address", { try makeSocket(ipv6: false, localHost: "::1") }),
      (
        "invalidArgument address",
        { try makeSocket(ipv6: false, remoteHost: "::1", remotePort: 9) }
      ),
      (
        "connectionRefused",
        { try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port) }
      ),
      (
        "connectionRefused",
        { try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: 0) }
      ),
      ("addressNotAvailable", { try makeSocket(ipv6: false, localHost: "192.0.2.1") }),
      (
        "invalidArgument backlog",
        { try makeSocket(connect: .passive, localHost: "127.0.0.1", backlog: maxBacklogSize + 1) }
      ),
      (
        "invalidArgument backlog",
        { try makeSocket(connect: .passive, localHost: "127.0.0.1", backlog: -1) }
      ),
      (
        "systemCall ENODEV",
        { try makeSocket(connect: .passive, localHost: "127.0.0.1", interface: "no-such") }
      ),
      (
        "systemCall ENODEV",
        {
          try makeSocket(
            addressFamily: .ipv4, type: .datagram, localHost: "127.0.0.1",
            interface: "longer than any name of an interface")
        }
      ),
      (
        "invalidArgument address",
        { try makeSocket(addressFamily: .ipv4, type: .datagram, remoteHost: "::1", remotePort: 9) }
      ),
      (
        "unknownService",
        { try makeSocket(addressFamily: .ipv4, type: .datagram, localHost: 0, localPort: "") }
      ),
    ]
    for (index, (condition, make)) in cases.enumerated() {
      #expect(failure(make) == condition, "case \(index)")
    }
  }

  @Test func `A port in digits is a number, and a service is one of the socket's protocol`() throws
  {
    let free = try Connection.ipv4.listener()
    let port = try free.localPort()
    try free.close()
    let socket = try makeSocket(
      addressFamily: .ipv4, connect: .passive, localHost: "127.0.0.1",
      localPort: PortDesignator("\(port)"))
    #expect(try socket.localPort() == port)
    let datagrams = try makeSocket(
      addressFamily: .ipv4, type: .datagram, remoteHost: "127.0.0.1", remotePort: "tftp")
    #expect(try datagrams.remotePort() == 69)
    #expect(
      failure { try makeSocket(remoteHost: "127.0.0.1", remotePort: "tftp") } == "unknownService")
  }
}
