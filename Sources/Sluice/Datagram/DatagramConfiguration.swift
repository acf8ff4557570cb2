// How a datagram socket is to behave: plain data.

/// Options and time-outs of a datagram socket.
public struct DatagramConfiguration: Hashable, Sendable {
  /// Bounds each receiving call from entry to return. Nil: no bound.
  public var receiveTimeout: Duration? { didSet { check() } }
  /// Bounds each sending call from entry to return. Nil: no bound.
  public var sendTimeout: Duration? { didSet { check() } }
  /// SO_BROADCAST: whether IPv4 broadcast addresses may be sent to; otherwise that is EACCES.
  public var allowsBroadcast: Bool
  /// SO_REUSEADDR: whether several sockets may have the same address, as those that receive multicasts
  /// do. IPv4 and IPv6.
  public var reuseAddress: Bool
  /// SO_REUSEPORT: whether several sockets of one user share the address, and the kernel spreads what
  /// comes over them by the senders' addresses. IPv4 and IPv6.
  public var reusePort: Bool
  /// The only interface that datagrams come in by and leave by (SO_BINDTODEVICE, set before bind(2));
  /// nil: any. IPv4 and IPv6.
  public var device: String?
  /// The file of a local socket that is bound to a path.
  public var file: SocketFileOptions

  /// A configuration; every argument has its documented default.
  public init(
    receiveTimeout: Duration? = nil, sendTimeout: Duration? = nil, allowsBroadcast: Bool = false,
    reuseAddress: Bool = false, reusePort: Bool = false, device: String? = nil,
    file: SocketFileOptions = SocketFileOptions()
  ) {
    self.receiveTimeout = receiveTimeout
    self.sendTimeout = sendTimeout
    self.allowsBroadcast = allowsBroadcast
    self.reuseAddress = reuseAddress
    self.reusePort = reusePort
    self.device = device
    self.file = file
    check()
  }

  /// Traps where a value makes no sense, at the line that sets it.
  private func check() {
    precondition(receiveTimeout ?? .seconds(1) > .zero, "receiveTimeout must be more than zero")
    precondition(sendTimeout ?? .seconds(1) > .zero, "sendTimeout must be more than zero")
  }
}
