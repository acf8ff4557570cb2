// make-socket: every keyword argument of every kind.

import Glibc
import IOLib
import Testing

@Suite(.timeLimit(.minutes(10))) struct MakeSocketTests {
  @Test func `The first arguments pick the class`() throws {
    let active = try makeSocket()
    #expect(active.socketClass == SocketClass(.internet, .stream, .active))
    #expect(try makeSocket(connect: .passive).socketClass.role == .passive)
    let datagrams = try makeSocket(addressFamily: .internet, type: .datagram)
    #expect(datagrams.socketClass == SocketClass(.internet, .datagram, .active))
    for family in [LocalFamily.local, .file] {
      #expect(try makeSocket(addressFamily: family).socketClass.family == .local)
      #expect(try makeSocket(addressFamily: family, connect: .passive).socketClass.role == .passive)
      let datagrams = try makeSocket(addressFamily: family, type: .datagram)
      #expect(datagrams.socketClass == SocketClass(.local, .datagram, .active))
    }
  }

  @Test func `connect says nothing of datagram sockets`() throws {
    let internet = try makeSocket(addressFamily: .ipv4, type: .datagram, connect: .passive)
    let local = try makeSocket(addressFamily: .local, type: .datagram, connect: .passive)
    #expect(internet.socketClass.role == .active && local.socketClass.role == .active)
  }

  @Test func `A fresh socket is open, unconnected and named by nobody`() throws {
    let socket = try makeSocket(ipv6: false)
    #expect(socket.isOpen && !socket.isConnected && !socket.isIPv6)
    #expect(try #require(socket.osFD) > 1)
    #expect(socket.addressFamily == .ipv4)
    #expect(try socket.localName() == (host: ipv4Unspecified, port: 0))
    #expect(failure { try socket.remoteName() } == "notConnected")
    #expect(try !socket.socketOption(.reuseAddress) && !socket.socketOption(.noDelay))
    #expect(fcntl(try #require(socket.osFD), F_GETFD) == FD_CLOEXEC)
  }

  @Test(arguments: [
    (InternetFamily.internet, IPv6Mode.no, SocketFamily.ipv4), (.internet, .yes, .ipv6),
    (.internet, .only, .ipv6), (.ipv4, .yes, .ipv4), (.ipv4, .only, .ipv4), (.ipv6, .no, .ipv6),
    (.ipv6, .yes, .ipv6),
  ])
  func `The family says more than ipv6`(
    family: InternetFamily, ipv6: IPv6Mode, expected: SocketFamily
  ) throws {
    #expect(try makeSocket(addressFamily: family, ipv6: ipv6).addressFamily == expected)
    #expect(
      try makeSocket(addressFamily: family, connect: .passive, ipv6: ipv6).addressFamily
        == expected)
    #expect(
      try makeSocket(addressFamily: family, type: .datagram, ipv6: ipv6).addressFamily == expected)
  }

  @Test(arguments: BlockingChoice.allCases)
  func `IPv6 sockets reach IPv4`(choice: BlockingChoice) throws {
    try choice.run {
      let passive = try makeSocket(connect: .passive, ipv6: true, localHost: "::")
      let port = PortDesignator(try passive.localPort())
      let client = try makeSocket(ipv6: false, remoteHost: "127.0.0.1", remotePort: port)
      let server = try #require(try passive.acceptConnection())
      #expect(try server.remoteHost().description == "::ffff:127.0.0.1")
      #expect(try client.remoteHost() == ipv4Loopback)
      let mapped = try makeSocket(connect: .passive, ipv6: true, localHost: "127.0.0.1")
      #expect(try mapped.localHost().description == "::ffff:127.0.0.1")
    }
  }

  @Test func `Hosts are given in all forms`() throws {
    let hosts: [HostnameDesignator] = [
      "127.0.0.1", [127, 0, 0, 1], 0x7f00_0001, HostnameDesignator(ipv4Loopback), "localhost",
    ]
    for host in hosts {
      let socket = try makeSocket(connect: .passive, ipv6: false, localHost: host)
      #expect(try socket.localHost() == ipv4Loopback)
      #expect(try socket.localPort() != 0)
    }
  }

  @Test func `Buffers and formats of streams are as given`() throws {
    let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
    let internet = try makeSocket(
      addressFamily: .ipv4, inputBufferSize: 100, outputBufferSize: 200, externalFormat: format)
    #expect(internet.inputBufferSize == 100 && internet.outputBufferSize == 200)
    #expect(internet.externalFormat == format)
    let local = try makeSocket(
      addressFamily: .local, inputBufferSize: 100, outputBufferSize: 200, externalFormat: format)
    #expect(local.inputBufferSize == 100 && local.outputBufferSize == 200)
    #expect(local.externalFormat == format)
    let plain = try makeSocket(addressFamily: .local)
    #expect(plain.inputBufferSize == 4096 && plain.outputBufferSize == 4096)
    #expect(plain.externalFormat == .default)
    #expect(try makeSocket(connect: .passive, externalFormat: format).externalFormat == format)
    #expect(
      try makeSocket(addressFamily: .local, connect: .passive, externalFormat: format)
        .externalFormat == format)
  }

  @Test(arguments: [Int.min, -1, 0, 1 << 24, Int.max])
  func `A buffer has 1 to 16,777,215 bytes`(size: Int) {
    #expect(failure { try makeSocket(inputBufferSize: size) } == "invalidArgument inputBufferSize")
    #expect(
      failure { try makeSocket(outputBufferSize: size) } == "invalidArgument outputBufferSize")
    #expect(
      failure { try makeSocket(addressFamily: .local, inputBufferSize: size) }
        == "invalidArgument inputBufferSize")
    #expect(
      failure { try makeSocket(addressFamily: .local, outputBufferSize: size) }
        == "invalidArgument outputBufferSize")
    #expect(
      failure { try makeSocketPair(inputBufferSize: size) } == "invalidArgument inputBufferSize")
    #expect(
      failure { try makeSocketPair(outputBufferSize: size) } == "invalidArgument outputBufferSize")
  }
}
