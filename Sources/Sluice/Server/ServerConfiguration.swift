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

    /// What becomes of connections for which there is no place.
    public enum WhenFull: Sendable, Hashable {
      /// They wait in the kernel's queue.
      case wait
      /// They are accepted and reset at once, so that clients need not wait to try elsewhere.
      case refuse
    }

    /// The loops that connections are spread over. Nil: the default group.
    public var group: EventLoopGroup?
    /// How each stream is to behave. By default `StreamConfiguration.serving`, which bounds the time for
    /// the first byte, for a whole line and for output; a configuration made anew bounds none.
    public var stream: StreamConfiguration
    /// The kernel's queue of connections not yet accepted.
    public var backlog: Int
    /// Who accepts.
    public var acceptors: Acceptors
    /// The most connections at once. Nil: as many as the process may have open files when the server
    /// starts, less 32 that stay free for everything else. A drain does not go beyond it: those that
    /// still wait are reset.
    public var maximumConnections: Int? { didSet { check() } }
    /// What becomes of further ones.
    public var whenFull: WhenFull
    /// The most connections at once from one address; from one network of 64 bits with IPv6. Further
    /// ones are accepted and reset at once. Local sockets have no addresses and are not counted. Nil, the
    /// default: no limit, since behind a proxy or a translator of addresses all have the same one.
    public var maximumConnectionsPerAddress: Int? { didSet { check() } }
    /// How the kernel probes a TCP connection that is silent, so that one whose peer is gone without a
    /// word does not stay for ever: by default after 300 s, then 3 times, 100 s apart. It costs no system
    /// call of a connection. Nil: not at all.
    public var keepAlive: KeepAlive?
    /// A task that holds a loop for longer is reported, by `onIncident` and as a warning in the group's
    /// log: with its duration, and with its connection where it is a handler's task. Holds of less than
    /// 5/4 of it may be missed. A thread looks four times within it; loops are not slowed down by that.
    /// At least 4 ms; nil: nobody looks. On a simulated network nobody does.
    public var stallThreshold: Duration? { didSet { check() } }
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
    /// Where the server counts how its connections ended.
    public var counters: Counters
    /// Called once, when connections are accepted, with the address (and the port that was picked).
    public var onListening: (@Sendable (SocketAddress) -> Void)?
    /// Called when a connection was accepted, before its handler, on its loop's thread.
    public var onAccepted: (@Sendable (SocketAddress?) -> Void)?
    /// Called when a connection is over: with its peer, and the error of its handler or of its
    /// close, if there was one.
    public var onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)?
    /// Called when a connection was refused, or ended otherwise than well, and after a task has held a
    /// loop for too long, on the thread of that loop. What is counted there is in `counters` by then.
    public var onIncident: (@Sendable (Incident) -> Void)?

    /// The default of `keepAlive`.
    public static let defaultKeepAlive = KeepAlive(
      idle: .seconds(300), interval: .seconds(100), count: 3)

    /// A configuration; every argument has its documented default.
    public init(
      group: EventLoopGroup? = nil, stream: StreamConfiguration = .serving,
      backlog: Int = Listener.defaultBacklog, acceptors: Acceptors = .one,
      maximumConnections: Int? = nil, whenFull: WhenFull = .wait,
      maximumConnectionsPerAddress: Int? = nil, keepAlive: KeepAlive? = defaultKeepAlive,
      stallThreshold: Duration? = .seconds(1), drainTimeout: Duration = .seconds(10),
      drainSignals: [CInt] = [], device: String? = nil,
      file: SocketFileOptions = SocketFileOptions(), counters: Counters = Counters(),
      onListening: (@Sendable (SocketAddress) -> Void)? = nil,
      onAccepted: (@Sendable (SocketAddress?) -> Void)? = nil,
      onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)? = nil,
      onIncident: (@Sendable (Incident) -> Void)? = nil
    ) {
      self.group = group
      self.stream = stream
      self.backlog = backlog
      self.acceptors = acceptors
      self.maximumConnections = maximumConnections
      self.whenFull = whenFull
      self.maximumConnectionsPerAddress = maximumConnectionsPerAddress
      self.keepAlive = keepAlive
      self.stallThreshold = stallThreshold
      self.drainTimeout = drainTimeout
      self.drainSignals = drainSignals
      self.device = device
      self.file = file
      self.counters = counters
      self.onListening = onListening
      self.onAccepted = onAccepted
      self.onFinished = onFinished
      self.onIncident = onIncident
      check()
    }

    /// Traps where a value makes no sense, at the line that sets it.
    private func check() {
      precondition(maximumConnections ?? 1 >= 1, "maximumConnections must be at least 1")
      precondition(
        maximumConnectionsPerAddress ?? 1 >= 1, "maximumConnectionsPerAddress must be at least 1")
      precondition(
        stallThreshold ?? .seconds(1) >= .milliseconds(4), "stallThreshold must be at least 4 ms")
    }

    /// Open files that connections leave to the program.
    static let spareFiles = 32

    /// The limit that is in force.
    var effectiveLimit: Int? {
      maximumConnections ?? OpenFileLimit.current.map { max(1, $0 - Self.spareFiles) }
    }
  }
}
