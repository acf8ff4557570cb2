// The handle that users hold. What it names lives on its loop (StreamCore).

import SluiceCore
public import SluiceLoop

/// A buffered, text-aware stream over a connected socket.
///
/// Reading from what is buffered neither suspends nor calls the kernel, and what is written leaves
/// at the end of the loop's turn: plain code makes one receive and one send for a burst of lines.
///
/// One task reads at a time (a second one gets `.busy`); writers queue. Any task may call: on the
/// stream's own loop a call goes straight on, elsewhere it pays two hops.
///
/// **Close it.** `close()` delivers what is left. A stream that is dropped open is closed
/// abortively: unsent output is lost, and a warning is logged. `withConnection(to:)` and `Server`
/// close on every path.
public final class SocketStream: Sendable {
  let core: StreamCore

  init(_ core: StreamCore) { self.core = core }

  deinit {
    if core.isOnLoop, core.phase == .closed { return }
    core.loop.postAbandonment(of: core.id)
  }

  /// The loop on whose thread calls cost least.
  public var loop: EventLoop { core.loop }

  /// The sizes, limits and time-outs in force.
  public var configuration: StreamConfiguration { core.configuration }

  /// The other end's address; nil where the kernel knows none.
  public var peerAddress: SocketAddress? { core.peer }

  /// Our end's address; nil where the kernel knows none, or once closed. getsockname(2): one system
  /// call.
  public func localAddress() async -> SocketAddress? {
    // Nothing in it throws.
    try? await onLoop { core throws(StreamError) -> SocketAddress? in
      core.phase == .closed ? nil : core.local
    }
  }

  // MARK: Steps

  /// Carries out one step: at once where the buffers allow it, otherwise by the refill loop of its
  /// direction.
  @inline(__always)
  func perform<S: StreamStep>(_ step: S) async throws(StreamError) -> S.Product {
    var step = step
    if S.direction == .input, let product = try atOnce(&step) { return product }
    return try await performWaiting(step)
  }

  /// Advances a step if that takes no more than the buffers; nil where it needs a wait, or another
  /// thread. A writing step must be one that writes all or nothing.
  @inline(__always)
  func atOnce<S: StreamStep>(_ step: inout S) throws(StreamError) -> S.Product? {
    guard core.isOnLoop, core.canStepAtOnce(S.direction) else { return nil }
    let outcome = S.direction == .input ? core.advanceInput(&step) : core.advanceOutput(&step)
    switch outcome {
    case .produced(let product): return product
    case .failed(let error): throw StreamError(error)
    case .needsInput, .needsRoom: return nil
    }
  }

  /// The refill loop: a function of its own for each step, and the only frame of a task that waits.
  @inline(never)
  func performWaiting<S: StreamStep>(_ step: S) async throws(StreamError) -> S.Product {
    guard core.isOnLoop else { return try await performElsewhere(step) }
    var step = step
    switch S.direction {
    case .input: return try await core.read(&step)
    case .output: return try await core.write(&step)
    }
  }

  @inline(never)
  private func performElsewhere<S: StreamStep>(_ step: S) async throws(StreamError) -> S.Product {
    try await core.loop.run { () async throws(StreamError) -> S.Product in
      core.loop.counters.foreignCalls += 1
      return try await performWaiting(step)
    }
  }

  /// Runs `body` on the stream's loop: straight away there, after a hop elsewhere.
  func onLoop<R: Sendable>(
    _ body: @Sendable (StreamCore) async throws(StreamError) -> R
  ) async throws(StreamError) -> R {
    guard !core.isOnLoop else { return try await body(core) }
    return try await core.loop.run { [core] () async throws(StreamError) -> R in
      core.loop.counters.foreignCalls += 1
      return try await body(core)
    }
  }
}

extension StreamCore {
  /// Whether nothing stands between a call and the buffers: the place is free, the stream open,
  /// and the task has allowance left.
  @inline(__always)
  func canStepAtOnce(_ direction: StepDirection) -> Bool {
    budget.left.callsUntilClock &-= 1
    guard budget.left.fuel > 0, phase == .open else { return false }
    if budget.left.callsUntilClock <= 0, loop.isBudgetSpent() { return false }
    switch direction {
    case .input: return !isBeingRead
    case .output: return !isBeingWritten && writeFailure == nil && !isOutputFinished
    }
  }
}
