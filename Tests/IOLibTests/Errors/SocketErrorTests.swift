// Each errno of the document's table is its own condition, and so is each failure of a lookup.

import Glibc
import SluiceCore
import SluiceLoop
import SystemPackage
import Testing

@testable import IOLib

@Suite struct SocketErrorTests {
  /// The table, and whether the condition is of the class `socket-error`.
  static let conditions: [(Int32, @Sendable (IOError) -> SocketError, Bool)] = [
    (EADDRINUSE, { .addressInUse($0) }, true),
    (EADDRNOTAVAIL, { .addressNotAvailable($0) }, true),
    (EAFNOSUPPORT, { .addressFamilyNotSupported($0) }, true),
    (ENETDOWN, { .networkDown($0) }, true),
    (ENETRESET, { .networkReset($0) }, true),
    (ENETUNREACH, { .networkUnreachable($0) }, true),
    (ENONET, { .noNetwork($0) }, true),
    (ECONNABORTED, { .connectionAborted($0) }, true),
    (ECONNRESET, { .connectionReset($0) }, true),
    (ECONNREFUSED, { .connectionRefused($0) }, true),
    (ETIMEDOUT, { .connectionTimeout($0) }, true),
    (EINPROGRESS, { .connectionInProgress($0) }, true),
    (ESHUTDOWN, { .endpointShutdown($0) }, true),
    (ENOBUFS, { .noBufferSpace($0) }, true),
    (EHOSTDOWN, { .hostDown($0) }, true),
    (EHOSTUNREACH, { .hostUnreachable($0) }, true),
    (EISCONN, { .alreadyConnected($0) }, true),
    (ENOTCONN, { .notConnected($0) }, true),
    (ENOPROTOOPT, { .optionNotSupported($0) }, true),
    (EOPNOTSUPP, { .operationNotSupported($0) }, true),
    (EAGAIN, { .wouldBlock($0) }, false),
    (EINTR, { .systemCall($0) }, false),
    (EPIPE, { .systemCall($0) }, false),
    (EBADF, { .systemCall($0) }, false),
    (EINVAL, { .systemCall($0) }, false),
    (ENOENT, { .systemCall($0) }, false),
    (EACCES, { .systemCall($0) }, false),
    (EMSGSIZE, { .systemCall($0) }, false),
    (EDESTADDRREQ, { .systemCall($0) }, false),
    (EALREADY, { .systemCall($0) }, false),
    (ENODEV, { .systemCall($0) }, false),
    (EPROTONOSUPPORT, { .systemCall($0) }, false),
    (ENOTSOCK, { .systemCall($0) }, false),
  ]

  @Test(arguments: conditions.indices)
  func `An errno is its condition, and keeps everything`(index: Int) {
    let (number, condition, isSocketError) = Self.conditions[index]
    let error = IOError(
      .send, Errno(rawValue: number), local: .unnamed, peer: .ipv4(.loopback, port: 80),
      detail: "so")
    let found = SocketError(error)
    #expect(found == condition(error))
    #expect(found.systemError == error && found.lookupError == nil)
    #expect(found.errno?.rawValue == number && found.operation == .send)
    #expect(found.local == .unnamed && found.peer == .ipv4(.loopback, port: 80))
    #expect(found.isSocketError == isSocketError && found.isSystemCallError)
    #expect(!found.isResolverError)
    #expect(found.description == error.description)
  }

  static let lookups: [(ResolverError.Reason, @Sendable (ResolverError) -> SocketError, Bool)] = [
    (.noSuchName, { .resolverNoName($0) }, true), (.noData, { .resolverNoName($0) }, true),
    (.invalidName, { .resolverNoName($0) }, true), (.tryAgain, { .resolverAgain($0) }, true),
    (.timedOut, { .resolverAgain($0) }, true), (.failure, { .resolverFail($0) }, true),
    (.noSuchService, { .unknownService($0) }, false),
    (.noSuchProtocol, { .unknownProtocol($0) }, false),
    (.system(.noMemory), { .resolverUnknown($0) }, true),
    (.other(7), { .resolverUnknown($0) }, true), (.cancelled, { .resolverUnknown($0) }, true),
    (.closed, { .resolverUnknown($0) }, true),
  ]

  @Test(arguments: lookups.indices)
  func `A failed lookup is its condition`(index: Int) {
    let (reason, condition, isResolverError) = Self.lookups[index]
    let error = ResolverError(.host("a\nb"), reason)
    let found = SocketError(error)
    #expect(found == condition(error))
    #expect(found.lookupError == error && found.systemError == nil && found.errno == nil)
    #expect(found.isResolverError == isResolverError)
    #expect(!found.isSocketError && !found.isSystemCallError)
    #expect(found.description == #"host "a\nb": \#(reason)"#)
  }

  @Test func `A step that could not be done is its condition`() {
    let bare = TextError.bareLineFeed(offset: 3)
    #expect(SocketError(StepError.text(bare)) == .text(bare))
    #expect(SocketError(StepError.endOfStream(received: 3)) == .endOfFile(received: 3))
    #expect(SocketError(StepError.nothingToUnread) == .noCharactersToUnread)
  }
}

@Suite struct `Conditions without an errno of their class` {
  private static let pipe = IOError(.send, .brokenPipe, peer: .unnamed)

  @Test func `hangup and unknown-interface carry an error of the kernel`() {
    for condition in [SocketError.hangup(Self.pipe), .unknownInterface(Self.pipe)] {
      #expect(condition.systemError == Self.pipe && condition.errno == .brokenPipe)
      #expect(condition.operation == .send && condition.peer == .unnamed)
      #expect(!condition.isSocketError && !condition.isResolverError)
    }
    #expect(!SocketError.hangup(Self.pipe).isSystemCallError)
    #expect(SocketError.unknownInterface(Self.pipe).isSystemCallError)
  }

  @Test func `A timeout knows what it waited for`() {
    let timeout = SocketError.pollTimeout(
      PollTimeout(
        operation: .connect, timeout: .seconds(2), local: .unnamed,
        peer: .ipv4(.loopback, port: 80)))
    #expect(timeout.operation == .connect && timeout.errno == nil)
    #expect(timeout.local == .unnamed && timeout.peer == .ipv4(.loopback, port: 80))
    #expect(timeout.description == "connect (unnamed)→127.0.0.1:80: not done within 2.0 seconds")
    #expect(!timeout.isSocketError && !timeout.isSystemCallError)
  }

  @Test(
    arguments: [
      (.hangup(pipe), "the other end takes no output: send →(unnamed): Broken pipe (EPIPE)"),
      (.endOfFile(received: 3), "end of file after 3 of what was asked for"),
      (.noCharactersToUnread, "no character to unread: none was read by itself just before"),
      (
        .text(.bareLineFeed(offset: 3)),
        "line feed without carriage return at byte 3 of the stream"
      ),
      (.closed(.send), "send: the socket is closed"),
      (.parseError("a\nb"), #""a\nb" spells no address and no number that fits"#),
      (.argument("port", "70000 is too large"), "port: 70000 is too large"),
      (
        .inapplicableArgument("backlog", SocketClass(.local, .datagram, .active)),
        "local datagram sockets take no argument backlog"
      ),
      (
        .wrongKind(.accept, SocketClass(.internet, .stream, .active)),
        "accept: not done by active internet stream sockets"
      ),
    ] as [(SocketError, String)])
  func `One line says it`(error: SocketError, line: String) {
    #expect(error.description == line)
    #expect(!error.description.contains("\n"))
  }

  @Test func `A closed socket and one of the wrong kind name the operation`() {
    #expect(SocketError.closed(.send).operation == .send)
    #expect(
      SocketError.wrongKind(.accept, SocketClass(.local, .stream, .active)).operation == .accept)
    #expect(SocketError.noCharactersToUnread.operation == nil)
    #expect(SocketError.noCharactersToUnread.local == nil)
  }
}
