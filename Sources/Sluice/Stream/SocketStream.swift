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
    guard core.isOnLoop else { return try await performElsewhere(step) }
    guard core.canStepAtOnce(step) else {
      return try await performSlowly(step, alreadyWritten: 0)
    }
    // The copy that is advanced stays out of the asynchronous frame, which is on the task's heap.
    var advancing = step
    let before = S.direction == .output ? core.writtenBytes : 0
    let outcome =
      S.direction == .input ? core.advanceInput(&advancing) : core.advanceOutput(&advancing)
    switch outcome {
    case .produced(let product):
      if S.direction == .output { core.wrote() }
      return product
    case .failed(let error): throw StreamError(error)
    case .needsInput: return try await performSlowly(advancing, alreadyWritten: 0)
    case .needsRoom:
      return try await performSlowly(advancing, alreadyWritten: core.writtenBytes &- before)
    }
  }

  /// The refill loop: a function of its own, so that the fast path's frame stays small.
  @inline(never)
  private func performSlowly<S: StreamStep>(
    _ step: S, alreadyWritten: Int
  ) async throws(StreamError) -> S.Product {
    var step = step
    return try await core.perform(&step, alreadyWritten: alreadyWritten)
  }

  @inline(never)
  private func performElsewhere<S: StreamStep>(_ step: S) async throws(StreamError) -> S.Product {
    try await onLoop { core throws(StreamError) in
      var step = step
      return try await core.perform(&step)
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
  func canStepAtOnce<S: StreamStep>(_ step: S) -> Bool {
    budget.left.callsUntilClock &-= 1
    guard budget.left.fuel > 0, budget.left.callsUntilClock > 0, phase == .open else {
      return false
    }
    switch S.direction {
    case .input: return !isBeingRead
    case .output:
      return !isBeingWritten && writeFailure == nil && !isOutputFinished && !mayGoDirectly(step)
    }
  }

  /// The refill loop of the step's direction.
  func perform<S: StreamStep>(
    _ step: inout S, alreadyWritten: Int = 0
  ) async throws(StreamError) -> S.Product {
    switch S.direction {
    case .input: try await read(&step)
    case .output: try await write(&step, alreadyWritten: alreadyWritten)
    }
  }
}
