// One run of a datagram server, from binding to the last handler's end.

import SluiceLoop
import SystemPackage

/// What a run keeps. Confined to `home`.
final class DatagramServerRun: @unchecked Sendable {
  // Sendable: every `var` is touched on the thread of `home` only.

  private let endpoint: Endpoint
  private let configuration: DatagramServer.Configuration
  private let handler: @Sendable (DatagramSocket) async throws -> Void
  private let group: EventLoopGroup
  /// The loop on which the run's own state lives.
  let home: EventLoop
  private var sockets: [DatagramSocket] = []
  private var isDraining = false
  /// The task whose children run the handlers: cancelling the caller's drains them, it must not cancel
  /// them.
  private var work: Task<Result<Void, any Error>, Never>?
  /// The task that ends the drain by force.
  private var deadline: Task<Void, Never>?

  init(
    _ endpoint: Endpoint, _ configuration: DatagramServer.Configuration,
    _ handler: @escaping @Sendable (DatagramSocket) async throws -> Void
  ) {
    self.endpoint = endpoint
    self.configuration = configuration
    self.handler = handler
    group = configuration.group ?? .default
    home = group.loops[0]
  }

  /// Binds and serves until the last handler has ended; on `home`.
  func serve() async -> Result<Void, any Error> {
    let result: Result<Void, any Error>
    do {
      try await bindSockets()
      let signals = try home.watch(drainSignals: configuration.drainSignals) { [self] in
        beginDraining()
      }
      let work = Task(executorPreference: home) { [self] in await runHandlers() }
      self.work = work
      if let address = await sockets[0].localAddress() { configuration.onListening?(address) }
      if isDraining { drainEverything() }
      result = await work.value
      deadline?.cancel()
      await deadline?.value
      await signals?.stop()
    } catch {
      result = .failure(error)
    }
    for socket in sockets { await socket.loop.run { await socket.core.close() } }
    return result
  }

  private func bindSockets() async throws(StreamError) {
    let address: SocketAddress
    do { address = try endpoint.resolve() } catch { throw .io(error) }
    let loops = address.family == .local ? [home] : group.loops
    var options = configuration.socket
    if loops.count > 1 { options.reusePort = true }
    var place = endpoint
    for loop in loops {
      let socket = try await DatagramSocket.bind(to: place, configuration: options, on: loop)
      sockets.append(socket)
      // The others share the port that the first has picked. It is on this loop.
      if sockets.count == 1, let bound = await socket.localAddress() { place = .address(bound) }
    }
  }

  private func runHandlers() async -> Result<Void, any Error> {
    let (sockets, handler) = (sockets, handler)
    return await withTaskGroup(of: (any Error)?.self) { handlers in
      for socket in sockets {
        handlers.addTask(executorPreference: socket.loop) {
          do { try await handler(socket) } catch { return error }
          return nil
        }
      }
      var result = Result<Void, any Error>.success(())
      for await error in handlers {
        // One that fails ends the others; one that reads the end of a drain does not.
        guard let error, !(isDraining && error.endsDrain), case .success = result else { continue }
        result = .failure(error)
        handlers.cancelAll()
      }
      return result
    }
  }

  // MARK: Draining

  /// Ends the run in an orderly way. Any thread, any number of times.
  func drain() {
    home.postIfRunning { [self] in beginDraining() }
  }

  private func beginDraining() {
    guard !isDraining else { return }
    isDraining = true
    // Before it serves, `serve` comes back to this.
    if work != nil { drainEverything() }
  }

  private func drainEverything() {
    for socket in sockets { socket.loop.postIfRunning { socket.core.drain() } }
    deadline = home.limitDrain(to: configuration.drainTimeout) { [self] in work?.cancel() }
  }
}

extension Error {
  /// Whether a handler throws it because its socket drains.
  fileprivate var endsDrain: Bool {
    switch self as? StreamError {
    case .closed, .cancelled: true
    default: false
    }
  }
}
