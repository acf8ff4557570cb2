// What a program does with its network. All of it on the network's loops.

public import Sluice
import SluiceCore
import SluiceLoop

extension SimulatedNetwork {
  /// Virtual time since the run began.
  public var elapsed: Duration { wire.now - Wire.beginning }

  /// How far the clock has jumped in all, by `NetworkFaults.clockJumps`.
  public var timeJumped: Duration { .nanoseconds(wire.jumped) }

  /// A sequence of the program's own, drawn from the seed: the same number brings the same one, and
  /// what is drawn from it changes nothing of what the network does.
  public func random(_ number: UInt64 = 0) -> SeededRandom {
    SeededRandom(seed: seed, stream: 1_000 &+ number)
  }

  /// Writes a line into the trace, with the virtual time.
  public func note(_ text: String) { wire.note(.note, nil, count: wire.trace.keep(text)) }

  /// Serves as `Server.run` does, until `stop()` or the end of the program, which lets it drain.
  /// Returns when it listens.
  ///
  /// The configuration's group is that of the network, whatever it says.
  ///
  /// - Throws: the error of listening.
  @discardableResult
  public func serve(
    at endpoint: Endpoint = .tcp("10.0.0.1", 7000),
    configuration: Server.Configuration = Server.Configuration(),
    handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws -> SimulatedServer {
    let (news, sender) = AsyncStream<Result<SocketAddress, any Error>>.makeStream()
    var configuration = configuration
    configuration.group = group
    let inform = configuration.onListening
    configuration.onListening = { address in
      inform?(address)
      sender.yield(.success(address))
    }
    let complete = configuration
    let task = group.loops[0].spawn { () async throws -> Void in
      do {
        try await Server.run(at: endpoint, configuration: complete, handler: handler)
      } catch {
        sender.yield(.failure(error))
        throw error
      }
    }
    for await result in news {
      let server = SimulatedServer(address: try result.get(), task: task)
      servers.append(server)
      return server
    }
    throw CancellationError()
  }

  /// Connects to a server of this network: `SocketStream.connect(to:)` on the calling loop.
  public func connect(
    to server: SimulatedServer, configuration: StreamConfiguration = StreamConfiguration()
  ) async throws(StreamError) -> SocketStream {
    try await SocketStream.connect(
      to: .address(server.address), configuration: configuration,
      on: EventLoop.current ?? group.loops[0])
  }

  /// Waits for so long by the network's clock.
  ///
  /// - Throws: `CancellationError` where the calling task is cancelled, at once.
  public func sleep(for duration: Duration) async throws {
    let loop = EventLoop.current ?? group.loops[0]
    try await loop.run { try await VirtualSleep.sleep(for: duration, on: loop) }
  }

  func stopServers() async throws {
    for server in servers { try await server.stop() }
  }
}

/// A server on a simulated network.
public final class SimulatedServer: Sendable {
  /// Where it listens.
  public let address: SocketAddress
  private let task: Task<Void, any Error>

  init(address: SocketAddress, task: Task<Void, any Error>) {
    self.address = address
    self.task = task
  }

  /// Lets the server drain, and returns when its last handler has ended. Idempotent.
  ///
  /// - Throws: what `Server.run` does.
  public func stop() async throws {
    task.cancel()
    try await task.value
  }
}
