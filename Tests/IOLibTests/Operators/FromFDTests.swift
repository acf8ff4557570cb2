// make-socket-from-fd: what a descriptor is, and whose.

import Glibc
import IOLib
import SluiceLoop
import Testing

@Suite(.timeLimit(.minutes(10))) struct FromFDTests {
  /// A descriptor of that kind, made without IOLib.
  private static func descriptor(
    _ family: SocketFamily, _ kind: SocketKind, listens: Bool = false
  ) throws -> Int32 {
    let raw = try RawSocket.open(family, kind, listens: false)
    guard listens else { return raw.fd }
    let address: SocketAddress =
      switch family {
      case .ipv4: .ipv4(.loopback, port: 0)
      case .ipv6: .ipv6(.loopback, port: 0)
      case .local: .abstract(freshName().bytes)
      }
    try raw.bind(to: address)
    try raw.listen(backlog: 5)
    return raw.fd
  }

  static let kinds: [(SocketFamily, SocketKind, Connect)] = [
    (.ipv4, .stream, .active), (.ipv4, .stream, .passive), (.ipv4, .datagram, .active),
    (.ipv6, .stream, .active), (.ipv6, .stream, .passive), (.ipv6, .datagram, .active),
    (.local, .stream, .active), (.local, .stream, .passive), (.local, .datagram, .active),
  ]

  @Test(arguments: kinds.indices, [true, false])
  func `Family and type are found out`(index: Int, dup: Bool) throws {
    let (family, kind, connect) = Self.kinds[index]
    let fd = try Self.descriptor(family, kind, listens: connect == .passive)
    #expect(fcntl(fd, F_SETFD, 0) == 0)
    let socket = try makeSocketFromFD(fd, dup: dup, connect: connect)
    #expect(
      socket.socketClass
        == SocketClass(
          family == .local ? .local : .internet, kind == .stream ? .stream : .datagram,
          connect == .active ? .active : .passive))
    #expect(socket.addressFamily == family)
    let own = try #require(socket.osFD)
    #expect((own != fd) == dup && fcntl(own, F_GETFD) == FD_CLOEXEC)
    try socket.close()
    guard dup else { return }
    // The caller's own stays open.
    #expect(fcntl(fd, F_GETFD) >= 0)
    close(fd)
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Connections go on`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      let copy = try makeSocketFromFD(
        try #require(first.osFD), dup: true, externalFormat: format, inputBufferSize: 10,
        outputBufferSize: 20)
      let stream = try #require(copy as? SocketStreamLocalActive)
      #expect(stream.externalFormat == format)
      #expect(stream.inputBufferSize == 10 && stream.outputBufferSize == 20)
      try stream.writeLine("é")
      try stream.finishOutput()
      #expect(try second.receiveFrom(size: 9).buffer.prefix(3) == [0xe9, 0x0d, 0x0a])
      let (one, other) = try makeSocketPair(type: .datagram)
      let datagrams = try makeSocketFromFD(try #require(one.osFD), dup: true)
      try (datagrams as? SocketDatagramLocal)?.sendTo([1, 2, 3])
      #expect(try other.receiveFrom(size: 9).count == 3)
    }
  }

  @Test(arguments: BlockingChoice.allCases, [Connection.ipv4, .local])
  func `A listener that may block waits no longer than it is told`(
    choice: BlockingChoice, kind: Connection
  ) throws {
    try choice.run {
      let fd = try Self.descriptor(kind == .local ? .local : .ipv4, .stream, listens: true)
      let format = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      let socket = try makeSocketFromFD(fd, connect: .passive, externalFormat: format)
      if let passive = socket as? SocketStreamInternetPassive {
        #expect(passive.externalFormat == format)
        #expect(try passive.acceptConnection(wait: false) == nil)
        #expect(try passive.acceptConnection(timeout: .milliseconds(20)) == nil)
        try alongside({
          letOthersWait()
          try passive.close()
        }) { #expect(failure { try passive.acceptConnection() } == "closed accept") }
      } else {
        let passive = try #require(socket as? SocketStreamLocalPassive)
        #expect(try passive.acceptConnection(wait: false) == nil)
        #expect(try passive.acceptConnection(timeout: .milliseconds(20)) == nil)
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Time-outs that were set before count`(choice: BlockingChoice) throws {
    try choice.run {
      let (first, second) = try makeSocketPair()
      try first.setSocketOption(.receiveTimeout, .milliseconds(20))
      let copy = try makeSocketFromFD(try #require(first.osFD), dup: true)
      let stream = try #require(copy as? SocketStreamLocalActive)
      #expect(failure { try stream.receiveFrom(size: 1) } == "wouldBlock")
      #expect(second.isOpen)
    }
  }

  @Test func `What cannot be is refused, and stays the caller's`() throws {
    #expect(failure { try makeSocketFromFD(-1) } == "systemCall EBADF")
    let plain = dup(0)
    #expect(failure { try makeSocketFromFD(plain) } == "systemCall ENOTSOCK")
    close(plain)
    let listening = try Self.descriptor(.ipv4, .stream, listens: true)
    let datagrams = try Self.descriptor(.ipv4, .datagram)
    let (connected, _) = try makeSocketPair()
    let cases: [(String, () throws -> Socket)] = [
      ("wrongKind adopt", { try makeSocketFromFD(listening) }),
      ("wrongKind adopt", { try makeSocketFromFD(datagrams, connect: .passive) }),
      (
        "wrongKind adopt",
        { try makeSocketFromFD(try #require(connected.osFD), connect: .passive) }
      ),
      (
        "inapplicableArgument inputBufferSize",
        { try makeSocketFromFD(listening, connect: .passive, inputBufferSize: 10) }
      ),
      (
        "inapplicableArgument outputBufferSize",
        { try makeSocketFromFD(datagrams, outputBufferSize: 10) }
      ),
      (
        "inapplicableArgument externalFormat",
        { try makeSocketFromFD(datagrams, externalFormat: .default) }
      ),
      (
        "invalidArgument inputBufferSize",
        { try makeSocketFromFD(try #require(connected.osFD), dup: true, inputBufferSize: 0) }
      ),
    ]
    for (index, (condition, make)) in cases.enumerated() {
      #expect(failure(make) == condition, "case \(index)")
    }
    for fd in [listening, datagrams] {
      #expect(fcntl(fd, F_GETFD) >= 0)
      close(fd)
    }
    #expect(connected.isConnected)
  }
}
