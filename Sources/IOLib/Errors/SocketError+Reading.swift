// What a condition says of itself: IOLIB's readers, and which conditions belong together.

public import SluiceLoop
public import SystemPackage

extension SocketError {
  /// The error of the kernel, for the conditions of an errno, `hangup` and `unknownInterface`.
  public var systemError: IOError? {
    switch self {
    case .addressInUse(let error), .addressNotAvailable(let error),
      .addressFamilyNotSupported(let error), .networkDown(let error), .networkReset(let error),
      .networkUnreachable(let error), .noNetwork(let error), .connectionAborted(let error),
      .connectionReset(let error), .connectionRefused(let error), .connectionTimeout(let error),
      .connectionInProgress(let error), .endpointShutdown(let error), .noBufferSpace(let error),
      .hostDown(let error), .hostUnreachable(let error), .alreadyConnected(let error),
      .notConnected(let error), .optionNotSupported(let error), .operationNotSupported(let error),
      .wouldBlock(let error), .systemCall(let error), .hangup(let error),
      .unknownInterface(let error):
      error
    case .pollTimeout, .endOfFile, .noCharactersToUnread, .text, .closed, .resolverAgain,
      .resolverFail, .resolverNoName, .resolverUnknown, .unknownService, .unknownProtocol,
      .parseError, .invalidArgument, .inapplicableArgument, .wrongKind:
      nil
    }
  }

  /// The error of a lookup of a host, a service or a protocol; its `subject` is what was asked for.
  /// `resolver-error-datum`, `unknown-service-datum`, `unknown-protocol-datum`
  public var lookupError: ResolverError? {
    switch self {
    case .resolverAgain(let error), .resolverFail(let error), .resolverNoName(let error),
      .resolverUnknown(let error), .unknownService(let error), .unknownProtocol(let error):
      error
    default: nil
    }
  }

  /// The kernel's reason; its `rawValue` is IOLIB's `error-code`, its `name` (`ECONNREFUSED`) the
  /// `error-identifier`.
  public var errno: Errno? { systemError?.errno }

  /// What was attempted.
  public var operation: IOError.Operation? {
    switch self {
    case .pollTimeout(let timeout): timeout.operation
    case .closed(let operation), .wrongKind(let operation, _): operation
    default: systemError?.operation
    }
  }

  /// Our end, where known.
  public var local: SocketAddress? {
    if case .pollTimeout(let timeout) = self { timeout.local } else { systemError?.local }
  }

  /// The other end, where known.
  public var peer: SocketAddress? {
    if case .pollTimeout(let timeout) = self { timeout.peer } else { systemError?.peer }
  }
}

extension SocketError {
  /// Whether it is of IOLIB's class `socket-error`: the conditions of an errno that have a name of their
  /// own. EPIPE, EAGAIN and the others are of `syscall-error` alone.
  public var isSocketError: Bool {
    switch self {
    case .wouldBlock, .systemCall, .hangup, .unknownInterface: false
    default: systemError != nil
    }
  }

  /// Whether it is of the class `syscall-error`: every condition of an errno.
  public var isSystemCallError: Bool {
    if case .hangup = self { false } else { systemError != nil }
  }

  /// Whether it is of the class `resolver-error`: the lookup of a host failed.
  public var isResolverError: Bool {
    switch self {
    case .resolverAgain, .resolverFail, .resolverNoName, .resolverUnknown: true
    default: false
    }
  }
}
