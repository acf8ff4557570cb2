// make-socket with arguments as values: which kind takes which.

import IOLib
import Testing

@Suite struct MakeSocketByValueTests {
  static let kinds: [(AddressFamily, SocketType, Connect, Set<String>)] = [
    (
      .internet, .stream, .active,
      [
        "localHost", "localPort", "remoteHost", "remotePort", "reuseAddress", "keepalive",
        "nodelay", "inputBufferSize", "outputBufferSize", "externalFormat",
      ]
    ),
    (
      .internet, .stream, .passive,
      [
        "localHost", "localPort", "backlog", "reuseAddress", "interface", "nodelay",
        "externalFormat",
      ]
    ),
    (
      .local, .stream, .active,
      [
        "localFilename", "remoteFilename", "inputBufferSize", "outputBufferSize",
        "externalFormat",
      ]
    ),
    (
      .file, .stream, .passive,
      ["localFilename", "remoteFilename", "backlog", "reuseAddress", "externalFormat"]
    ),
    (
      .ipv4, .datagram, .active,
      [
        "localHost", "localPort", "remoteHost", "remotePort", "reuseAddress", "interface",
        "broadcast",
      ]
    ),
    (.local, .datagram, .passive, ["localFilename", "remoteFilename"]),
  ]

  static let arguments: [SocketArgument] = [
    .localHost("127.0.0.1"), .localPort(0), .remoteHost("127.0.0.1"), .remotePort(9),
    .localFilename("/no/such"), .remoteFilename("/no/such"), .backlog(1), .interface("lo"),
    .reuseAddress(true), .keepalive(true), .nodelay(true), .broadcast(true), .inputBufferSize(1),
    .outputBufferSize(1), .externalFormat(.default),
  ]

  @Test(arguments: kinds.indices)
  func `An argument that a kind does not take is an error`(index: Int) throws {
    let (family, type, connect, known) = Self.kinds[index]
    for argument in Self.arguments {
      let found = failure {
        try makeSocket(
          addressFamily: family, type: type, connect: connect, arguments: [argument])
      }
      if known.contains(argument.label) {
        #expect(!found.hasPrefix("inapplicable"), "\(argument.label): \(found)")
      } else {
        #expect(found == "inapplicableArgument \(argument.label)")
      }
    }
  }

  @Test(arguments: AddressFamily.allCases, SocketType.allCases)
  func `Every combination makes what it says`(family: AddressFamily, type: SocketType) throws {
    for connect in Connect.allCases {
      let socket = try makeSocket(
        addressFamily: family, type: type, connect: connect, ipv6: false, arguments: [])
      let isLocal = family == .local || family == .file
      #expect(
        socket.socketClass
          == SocketClass(
            isLocal ? .local : .internet, type == .stream ? .stream : .datagram,
            type == .stream && connect == .passive ? .passive : .active))
      #expect(
        socket.addressFamily == (isLocal ? .local : family == .ipv6 ? .ipv6 : .ipv4))
    }
  }

  @Test func `Values arrive where labelled arguments do`() throws {
    let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
    let made = try makeSocket(
      addressFamily: .ipv4, type: .stream, connect: .active,
      arguments: [
        .keepalive(true), .nodelay(true), .inputBufferSize(10), .inputBufferSize(20),
        .outputBufferSize(30), .externalFormat(format),
      ])
    let socket = try #require(made as? SocketStreamInternetActive)
    // Of two that are the same the first counts.
    #expect(socket.inputBufferSize == 10 && socket.outputBufferSize == 30)
    #expect(socket.externalFormat == format)
    #expect(try socket.socketOption(.keepAlive) && socket.socketOption(.noDelay))
    let passive = try makeSocket(
      addressFamily: .internet, type: .stream, connect: .passive, ipv6: false,
      arguments: [.localHost("127.0.0.1"), .backlog(10), .reuseAddress(false)])
    #expect(try passive.socketOption(.acceptsConnections) && !passive.socketOption(.reuseAddress))
    let datagrams = try makeSocket(
      addressFamily: .ipv4, type: .datagram, connect: .active,
      arguments: [.broadcast(true), .remoteHost("127.0.0.1"), .remotePort(9)])
    #expect(try datagrams.socketOption(.broadcast) && datagrams.isConnected)
    let name = freshName()
    let local = try makeSocket(
      addressFamily: .local, type: .datagram, connect: .active,
      arguments: [.localFilename(name)])
    #expect(try (local as? SocketDatagramLocal)?.localFilename() == name)
  }
}
