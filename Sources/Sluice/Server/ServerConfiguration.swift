// How a server is to behave: plain data and hooks.

public import SluiceLoop

extension Server {
  /// How a server is to behave.
  public struct Configuration: Sendable {
    /// Who accepts.
    public enum Acceptors: Sendable, Hashable {
      /// One loop, which hands the connections round: each loop gets as many as any other.
      case one
      /// Every loop has a listener of its own (SO_REUSEPORT) and keeps what it accepts. The kernel
      /// chooses by the addresses: uneven with few connections, and without a hand-over. TCP only.
      case eachLoop
    }

    /// The loops that connections are spread over. Nil: the default group.
    public var group: EventLoopGroup?
    /// How each stream is to behave.
    public var stream: StreamConfiguration
    /// The kernel's queue of connections not yet accepted.
    public var backlog: Int
    /// Who accepts.
    public var acceptors: Acceptors
    /// The most connections at once; further ones wait in the kernel's queue. Nil: as many as there
    /// are descriptors. A drain does not go beyond it: those that still wait are reset.
    public var maximumConnections: Int?
    /// How long handlers may go on once the server drains; then their connections are reset and
    /// their tasks cancelled.
    public var drainTimeout: Duration
    /// Signals upon which the server drains, `SIGTERM` and `SIGINT` for example. The second one that
    /// comes does what it did before. None by default: signals belong to the program.
    public var drainSignals: [CInt]
    /// The only interface at which connections arrive (SO_BINDTODEVICE); nil: any. IPv4 and IPv6.
    public var device: String?
    /// The file of a local socket with a path: its mode, and whether a stale one is replaced.
    public var file: SocketFileOptions
    /// Called once, when connections are accepted, with the address (and the port that was picked).
    public var onListening: (@Sendable (SocketAddress) -> Void)?
    /// Called when a connection was accepted, before its handler, on its loop's thread.
    public var onAccepted: (@Sendable (SocketAddress?) -> Void)?
    /// Called when a connection is over: with its peer, and the error of its handler or of its
    /// close, if there was one.
    public var onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)?

    /// A configuration; every argument has its documented default.
    public init(
      group: EventLoopGroup? = nil, stream: StreamConfiguration = StreamConfiguration(),
      backlog: Int = Listener.defaultBacklog, acceptors: Acceptors = .one,
      maximumConnections: Int? = nil, drainTimeout: Duration = .seconds(10),
      drainSignals: [CInt] = [], device: String? = nil,
      file: SocketFileOptions = SocketFileOptions(),
      onListening: (@Sendable (SocketAddress) -> Void)? = nil,
      onAccepted: (@Sendable (SocketAddress?) -> Void)? = nil,
      onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)? = nil
    ) {
      precondition(maximumConnections ?? 1 >= 1, "maximumConnections must be at least 1")
      self.group = group
      self.stream = stream
      self.backlog = backlog
      self.acceptors = acceptors
      self.maximumConnections = maximumConnections
      self.drainTimeout = drainTimeout
      self.drainSignals = drainSignals
      self.device = device
      self.file = file
      self.onListening = onListening
      self.onAccepted = onAccepted
      self.onFinished = onFinished
    }
  }
}
