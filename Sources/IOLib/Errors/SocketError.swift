// Everything that the operators of this module throw: one case a condition of IOLIB.

public import SluiceCore
public import SluiceLoop

/// Why an operation on a socket failed.
///
/// The conditions of an errno carry the `IOError`: operation, errno and addresses. An errno for which
/// IOLIB has no condition of its own is a `systemCall`.
public enum SocketError: Error, Hashable, Sendable {
  // MARK: Conditions of an errno

  /// `socket-address-in-use-error`, EADDRINUSE.
  indirect case addressInUse(IOError)
  /// `socket-address-not-available-error`, EADDRNOTAVAIL.
  indirect case addressNotAvailable(IOError)
  /// `socket-address-family-not-supported-error`, EAFNOSUPPORT.
  indirect case addressFamilyNotSupported(IOError)
  /// `socket-network-down-error`, ENETDOWN.
  indirect case networkDown(IOError)
  /// `socket-network-reset-error`, ENETRESET.
  indirect case networkReset(IOError)
  /// `socket-network-unreachable-error`, ENETUNREACH.
  indirect case networkUnreachable(IOError)
  /// `socket-no-network-error`, ENONET.
  indirect case noNetwork(IOError)
  /// `socket-connection-aborted-error`, ECONNABORTED.
  indirect case connectionAborted(IOError)
  /// `socket-connection-reset-error`, ECONNRESET.
  indirect case connectionReset(IOError)
  /// `socket-connection-refused-error`, ECONNREFUSED.
  indirect case connectionRefused(IOError)
  /// `socket-connection-timeout-error`, ETIMEDOUT: the kernel gave up, not this program.
  indirect case connectionTimeout(IOError)
  /// `socket-connection-in-progress-error`, EINPROGRESS.
  indirect case connectionInProgress(IOError)
  /// `socket-endpoint-shutdown-error`, ESHUTDOWN.
  indirect case endpointShutdown(IOError)
  /// `socket-no-buffer-space-error`, ENOBUFS.
  indirect case noBufferSpace(IOError)
  /// `socket-host-down-error`, EHOSTDOWN.
  indirect case hostDown(IOError)
  /// `socket-host-unreachable-error`, EHOSTUNREACH.
  indirect case hostUnreachable(IOError)
  /// `socket-already-connected-error`, EISCONN.
  indirect case alreadyConnected(IOError)
  /// `socket-not-connected-error`, ENOTCONN.
  indirect case notConnected(IOError)
  /// `socket-option-not-supported-error`, ENOPROTOOPT.
  indirect case optionNotSupported(IOError)
  /// `socket-operation-not-supported-error`, EOPNOTSUPP.
  indirect case operationNotSupported(IOError)
  /// `isys:ewouldblock`, EAGAIN: the call was not to wait, or its time was up.
  indirect case wouldBlock(IOError)
  /// `isys:` and the errno: every other one.
  indirect case systemCall(IOError)

  // MARK: Conditions of waiting and of streams

  /// `iomux:poll-timeout`: the time that the call was given was up.
  indirect case pollTimeout(PollTimeout)
  /// `hangup`: the other end will not take the output, which stays in the buffer.
  indirect case hangup(IOError)
  /// `end-of-file`, after so many of the bytes or characters that were asked for.
  case endOfFile(received: Int)
  /// `no-characters-to-unread`: no character was read by itself, or something else has been read since.
  case noCharactersToUnread
  /// `character-coding-error`: bytes that are no text, or a character that cannot be encoded.
  case text(TextError)
  /// The socket was closed, before or during that operation.
  case closed(IOError.Operation)

  // MARK: Conditions of names

  /// `resolver-again-error`: no server could tell, later one may.
  indirect case resolverAgain(ResolverError)
  /// `resolver-fail-error`: the lookup failed for good.
  indirect case resolverFail(ResolverError)
  /// `resolver-no-name-error`: there is no such name, or no address of that family.
  indirect case resolverNoName(ResolverError)
  /// `resolver-unknown-error`: the lookup failed in another way.
  indirect case resolverUnknown(ResolverError)
  /// `unknown-service`
  indirect case unknownService(ResolverError)
  /// `unknown-protocol`
  indirect case unknownProtocol(ResolverError)
  /// `unknown-interface`, ENODEV.
  indirect case unknownInterface(IOError)

  // MARK: Mistakes of the caller

  /// `parse-error`: text that spells no address.
  case parseError(String)
  /// `type-error`, or an error of bounds: an argument with a value that it cannot have.
  indirect case invalidArgument(InvalidArgument)
  /// An argument that sockets of that kind do not take.
  case inapplicableArgument(String, SocketClass)
  /// An operation that sockets of that kind do not have.
  case wrongKind(IOError.Operation, SocketClass)
}

/// The time was up before what a call waited for had come.
public struct PollTimeout: Hashable, Sendable {
  /// What was waited for.
  public var operation: IOError.Operation
  /// How long.
  public var timeout: Duration
  /// Our end, where known.
  public var local: SocketAddress?
  /// The other end, where known.
  public var peer: SocketAddress?

  /// A wait with those parts.
  public init(
    operation: IOError.Operation, timeout: Duration, local: SocketAddress? = nil,
    peer: SocketAddress? = nil
  ) {
    (self.operation, self.timeout, self.local, self.peer) = (operation, timeout, local, peer)
  }
}

/// An argument and what is wrong with it.
public struct InvalidArgument: Hashable, Sendable {
  /// The argument's label, or the name of what has no label.
  public var name: String
  /// Its value as text, and what it ought to be.
  public var problem: String

  /// An argument with those parts.
  public init(name: String, problem: String) { (self.name, self.problem) = (name, problem) }
}
