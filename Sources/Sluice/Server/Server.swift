// A listener, loops, and a task for each connection.

import Logging
public import SluiceLoop
import SystemPackage

/// Serves connections: each by a task of its own, on one loop for its whole life.
public enum Server {
  /// How a server is to behave.
  public struct Configuration: Sendable {
    /// The loops that connections are spread over, in turn. Nil: the default group.
    public var group: EventLoopGroup?
    /// How each stream is to behave.
    public var stream: StreamConfiguration
    /// The kernel's queue of connections not yet accepted.
    public var backlog: Int
    /// Whether other listeners may share the port: SO_REUSEPORT.
    public var reusePort: Bool
    /// Called once, when connections are accepted, with the address (and the port that was picked).
    public var onListening: (@Sendable (SocketAddress) -> Void)?
    /// Called when a connection is over: with its peer, and the error of its handler or of its
    /// close, if there was one.
    public var onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)?

    /// A configuration; every argument has its documented default.
    public init(
      group: EventLoopGroup? = nil, stream: StreamConfiguration = StreamConfiguration(),
      backlog: Int = Listener.defaultBacklog, reusePort: Bool = false,
      onListening: (@Sendable (SocketAddress) -> Void)? = nil,
      onFinished: (@Sendable (SocketAddress?, (any Error)?) -> Void)? = nil
    ) {
      self.group = group
      self.stream = stream
      self.backlog = backlog
      self.reusePort = reusePort
      self.onListening = onListening
      self.onFinished = onFinished
    }
  }

  /// Listens at `endpoint` and runs `handler` for each connection, until the calling task is
  /// cancelled: then it stops listening, cancels the handlers and returns when they have ended.
  ///
  /// A stream is closed when its handler returns, abortively when it throws; an error of one
  /// connection ends that connection alone.
  ///
  /// - Throws: `IOError` where listening fails, with the step and the address.
  public static func run(
    at endpoint: Endpoint, configuration: Configuration = Configuration(),
    handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws(IOError) {
    let group = configuration.group ?? .default
    let home = group.loops[0]
    try await home.run { () async throws(IOError) in
      let listener = try await Listener.listen(
        at: endpoint, backlog: configuration.backlog, reusePort: configuration.reusePort,
        configuration: configuration.stream, on: home)
      configuration.onListening?(listener.address)
      await withDiscardingTaskGroup { tasks in
        await acceptAll(from: listener) { descriptor in
          let loop = group.next()
          tasks.addTask(executorPreference: loop) {
            await serve(descriptor, on: loop, configuration: configuration, handler: handler)
          }
        }
        await listener.close()
        tasks.cancelAll()
      }
    }
  }

  /// Hands over each connection until the task is cancelled. Where the kernel has nothing left to
  /// make a descriptor of, it waits, longer each time, while the backlog fills.
  private static func acceptAll(
    from listener: Listener, _ handOver: (Descriptor) -> Void
  ) async {
    var pause = Duration.milliseconds(50)
    while true {
      do {
        handOver(try await listener.acceptDescriptor())
        pause = .milliseconds(50)
      } catch .io(let error) {
        listener.loop.logger.warning("accepting pauses", metadata: ["error": "\(error)"])
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        pause = min(pause * 2, .seconds(1))
      } catch {
        return
      }
    }
  }

  private static func serve(
    _ descriptor: Descriptor, on loop: EventLoop, configuration: Configuration,
    handler: @Sendable (SocketStream) async throws -> Void
  ) async {
    let stream = await SocketStream.adopt(
      descriptor, configuration: configuration.stream, on: loop)
    do {
      try await handler(stream)
      try await stream.close()
      configuration.onFinished?(stream.peerAddress, nil)
    } catch {
      await stream.abort()
      configuration.onFinished?(stream.peerAddress, error)
    }
  }
}
