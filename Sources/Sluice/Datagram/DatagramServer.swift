// A datagram socket on each loop, and a task for each.

public import SluiceLoop

/// Serves datagrams: a socket of its own on each loop, and a task for each socket.
public enum DatagramServer {
  /// How a server is to behave.
  public struct Configuration: Sendable {
    /// The loops. Nil: the default group.
    public var group: EventLoopGroup?
    /// How each socket is to behave.
    public var socket: DatagramConfiguration
    /// How long handlers may go on once the server drains; then their tasks are cancelled.
    public var drainTimeout: Duration
    /// Signals upon which the server drains. The second one that comes does what it did before. None by
    /// default: signals belong to the program.
    public var drainSignals: [CInt]
    /// Called once, when datagrams are received, with the address (and the port that was picked).
    public var onListening: (@Sendable (SocketAddress) -> Void)?

    /// A configuration; every argument has its documented default.
    public init(
      group: EventLoopGroup? = nil, socket: DatagramConfiguration = DatagramConfiguration(),
      drainTimeout: Duration = .seconds(10), drainSignals: [CInt] = [],
      onListening: (@Sendable (SocketAddress) -> Void)? = nil
    ) {
      self.group = group
      self.socket = socket
      self.drainTimeout = drainTimeout
      self.drainSignals = drainSignals
      self.onListening = onListening
    }
  }

  /// Binds to `endpoint` and runs `handler` with each socket, on its loop, until the calling task is
  /// cancelled or one of `drainSignals` comes. Then it *drains*: receives take what has come and then
  /// throw `.closed`; handlers that have not returned within `drainTimeout` are cancelled. Returns when
  /// the last handler has ended and all is closed.
  ///
  /// With several loops, IPv4 and IPv6 get a socket on each, among which the kernel spreads what comes by
  /// the senders' addresses (SO_REUSEPORT); a local address has one socket, on the first loop.
  ///
  /// - Throws: `.io` where binding fails; otherwise the first error of a handler, which ends the others
  ///   too. `.closed` and `.cancelled` are no errors of a handler while the server drains.
  public static func run(
    at endpoint: Endpoint, configuration: Configuration = Configuration(),
    handler: @escaping @Sendable (DatagramSocket) async throws -> Void
  ) async throws {
    let run = DatagramServerRun(endpoint, configuration, handler)
    let result = await withTaskCancellationHandler {
      await run.home.run { await run.serve() }
    } onCancel: {
      run.drain()
    }
    try result.get()
  }
}
