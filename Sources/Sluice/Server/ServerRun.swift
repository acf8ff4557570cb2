// One run of a server, from listening to the last handler's end.

import Logging
import SluiceLoop
import Synchronization
import SystemPackage

/// What a run of a server keeps: its acceptors, its streams by loop, and how far it has drained.
final class ServerRun: @unchecked Sendable {
  // Sendable: every `var` is touched on the thread of `home` only, each registry on its own loop's.

  let endpoint: Endpoint
  let configuration: Server.Configuration
  private let streams: SharedConfiguration
  let handler: @Sendable (SocketStream) async throws -> Void
  let group: EventLoopGroup
  /// The loop that listens, and on which the run's own state lives.
  let home: EventLoop
  private let limit: ConnectionLimit
  /// Nil: an address may have as many as it likes.
  private let addresses: AddressLimit?
  /// One a loop, in the group's order.
  let registries: [StreamRegistry]
  private var acceptors: [Acceptor] = []
  /// How many connections were handed round.
  private var handedRound = 0
  /// The task that accepts and serves.
  private var work: Task<Result<Void, IOError>, Never>?
  private var isDraining = false
  /// The time for the drain was up. Any thread.
  private let isCut = Atomic(false)
  /// The task that ends the drain by force.
  private var deadline: Task<Void, Never>?
  private var signals: SignalWatch?
  private var stallWatch: StallWatch?

  init(
    _ endpoint: Endpoint, _ configuration: Server.Configuration,
    _ handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) {
    self.endpoint = endpoint
    self.configuration = configuration
    streams = SharedConfiguration(configuration.stream)
    self.handler = handler
    group = configuration.group ?? .default
    home = group.loops[0]
    limit = ConnectionLimit(configuration.effectiveLimit)
    addresses = configuration.maximumConnectionsPerAddress.map(AddressLimit.init)
    registries = group.loops.map(StreamRegistry.init)
  }

  // MARK: Serving

  /// Listens and serves until the last handler has ended; on `home`.
  ///
  /// Connections are served in a task of its own: cancelling the caller's drains them, it must not
  /// cancel them.
  func serve() async -> Result<Void, IOError> {
    do throws(IOError) {
      try await openListeners()
      signals = try home.watch(drainSignals: configuration.drainSignals) { [self] in
        beginDraining()
      }
    } catch {
      await closeAcceptors()
      return .failure(error)
    }
    let work = Task(executorPreference: home) { [self] in await acceptAndServe() }
    self.work = work
    stallWatch = watchForStalls()
    configuration.onListening?(acceptors[0].listener.address)
    if isDraining { drainEverything() }
    let result = await work.value
    deadline?.cancel()
    await deadline?.value
    await signals?.stop()
    await stallWatch?.stop()
    stallWatch = nil
    await closeAcceptors()
    return result
  }

  private func acceptAndServe() async -> Result<Void, IOError> {
    await withTaskGroup(of: Result<Void, IOError>.self) { tasks in
      for (index, acceptor) in acceptors.enumerated() {
        tasks.addTask(executorPreference: acceptor.loop) { [self] in
          await accept(by: acceptor, index)
        }
      }
      var result = Result<Void, IOError>.success(())
      for await outcome in tasks {
        guard case .failure = outcome, case .success = result else { continue }
        // One listener is gone for good: the others would be half a server.
        result = outcome
        beginDraining()
      }
      return result
    }
  }

  private func accept(by acceptor: Acceptor, _ index: Int) async -> Result<Void, IOError> {
    await withDiscardingTaskGroup(returning: Result<Void, IOError>.self) { handlers in
      var result = Result<Void, IOError>.success(())
      do throws(IOError) {
        try await acceptor.run(refused: { report(.limit, from: $0) }) { descriptor in
          let registry = registries[configuration.acceptors == .one ? nextPlace() : index]
          handlers.addTask(executorPreference: registry.loop) { [self] in
            await serve(descriptor, in: registry)
          }
        }
      } catch {
        result = .failure(error)
      }
      // Before the handlers end: who comes now is refused, and need not wait to be reset.
      await acceptor.close()
      return result
    }
  }

  /// The index of the loop whose turn it is; for the one acceptor, on `home`.
  private func nextPlace() -> Int {
    defer { handedRound += 1 }
    return handedRound % registries.count
  }

  /// One connection, from its descriptor to its end; on its loop.
  ///
  /// What surrounds the handler lies in functions of its own: the frame that every open connection
  /// keeps is to be small.
  private func serve(_ descriptor: Descriptor, in registry: StreamRegistry) async {
    if let stream = await begin(descriptor, in: registry) {
      do {
        try await handler(stream)
        await end(stream, nil, in: registry)
      } catch {
        await end(stream, error, in: registry)
      }
    }
    if limit.give() { wakeAcceptors() }
  }

  @inline(never)
  private func begin(
    _ descriptor: Descriptor, in registry: StreamRegistry
  ) async -> SocketStream? {
    let stream = await SocketStream.adopt(descriptor, configuration: streams, on: registry.loop)
    if let addresses, !addresses.tryTake(stream.peerAddress) {
      report(.addressLimit, from: stream.peerAddress)
      await stream.abort()
      return nil
    }
    // This task is a child that nobody but `cut` cancels, which tells the registry too.
    stream.core.watchCaller()
    registry.insert(stream.core)
    configuration.counters.update { $0.accepted += 1 }
    configuration.onAccepted?(stream.peerAddress)
    return stream
  }

  /// The handler has returned, or thrown `error`.
  @inline(never)
  private func end(
    _ stream: SocketStream, _ error: (any Error)?, in registry: StreamRegistry
  ) async {
    var error = error
    if error == nil {
      do { try await stream.close() } catch let failure { error = failure }
    }
    let ending = stream.core.ending(
      with: error, isCut: isCut.load(ordering: .sequentiallyConsistent))
    if error != nil { await stream.abort() }
    addresses?.give(stream.peerAddress)
    report(ending, of: stream.peerAddress)
    configuration.onFinished?(stream.peerAddress, error)
    registry.remove(stream.core)
    stream.core.stopWatching()
  }

  private func wakeAcceptors() {
    home.postIfRunning { [self] in
      for acceptor in acceptors {
        acceptor.loop.postIfRunning { acceptor.wake() }
      }
    }
  }

  // MARK: Listening

  private func openListeners() async throws(IOError) {
    let loops = configuration.acceptors == .one ? [home] : group.loops
    let (limit, whenFull) = (limit, configuration.whenFull)
    var place = endpoint
    for loop in loops {
      let listener = try await Listener.listen(
        at: place, backlog: configuration.backlog, reusePort: loops.count > 1,
        device: configuration.device, keepAlive: configuration.keepAlive, file: configuration.file,
        configuration: configuration.stream, on: loop)
      acceptors.append(
        await loop.run { Acceptor(listener: listener, limit: limit, whenFull: whenFull) })
      // The others share the port that the first has picked.
      place = .address(listener.address)
    }
  }

  private func closeAcceptors() async {
    for acceptor in acceptors { await acceptor.loop.run { await acceptor.close() } }
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

  /// On `home`, once.
  private func drainEverything() {
    for registry in registries { registry.loop.postIfRunning { registry.drain() } }
    for acceptor in acceptors { acceptor.loop.postIfRunning { acceptor.finish() } }
    deadline = home.limitDrain(to: configuration.drainTimeout) { [self] in cut() }
  }

  /// The time for an orderly end is up.
  private func cut() {
    isCut.store(true, ordering: .sequentiallyConsistent)
    work?.cancel()
    for registry in registries {
      registry.loop.postIfRunning {
        let count = registry.abortAll()
        guard count > 0 else { return }
        registry.loop.logger.warning(
          "connections were reset at the end of the drain time",
          metadata: ["connections": "\(count)"])
      }
    }
  }
}
