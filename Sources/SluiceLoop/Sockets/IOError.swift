// The one error of everything that calls the kernel.

public import SystemPackage

/// A call to the kernel that failed: which, why, and between which addresses.
///
/// A log line of it is enough to act on:
/// `receive 10.0.0.1:5000→10.0.0.2:80: Connection reset by peer (ECONNRESET)`.
public struct IOError: Error, Hashable, Sendable {
  /// What was attempted, by the name of the C call or of the step.
  public enum Operation: String, Sendable, CaseIterable {
    case resolve, open, bind, listen, accept, connect, receive, send, shutdown, close
    case getOption, setOption, localAddress, peerAddress, interface, driver
    case adopt, pair, peerCredentials, setMode
  }

  /// What was attempted.
  public var operation: Operation
  /// The kernel's reason.
  public var errno: Errno
  /// Our end, where known.
  public var local: SocketAddress?
  /// The other end, where known.
  public var peer: SocketAddress?
  /// The option that `getOption` or `setOption` was about.
  public var option: SocketOptionName?
  /// More than errno can say: the offending text, the count of lost bytes, what to do.
  public var detail: String?

  /// An error of `operation`.
  public init(
    _ operation: Operation, _ errno: Errno, local: SocketAddress? = nil,
    peer: SocketAddress? = nil, detail: String? = nil
  ) {
    self.operation = operation
    self.errno = errno
    self.local = local
    self.peer = peer
    self.detail = detail
  }
}
