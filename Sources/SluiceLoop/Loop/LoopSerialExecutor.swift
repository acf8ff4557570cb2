// How an actor is pinned to a loop's thread.

/// A loop as the executor of actors: jobs of such an actor run on the loop's thread, one at a time
/// as everything there does.
///
/// An actor returns `loop.serialExecutor.asUnownedSerialExecutor()` as its `unownedExecutor`, and
/// keeps the loop (or its group) alive for as long as it lives.
public final class LoopSerialExecutor: SerialExecutor, @unchecked Sendable {
  // Sendable: written once, by the initialiser of the loop that owns this object and is the only
  // one to know it until then.
  unowned var loop: EventLoop!

  init() {}

  /// Takes a job of an actor pinned to the loop. Any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    loop.enqueue(LoopJob(job: UnownedJob(job), isActorJob: true))
  }

  /// The unowned form, valid as long as the loop is.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  /// Traps unless on the loop's thread.
  public func checkIsolated() {
    precondition(loop.isCurrent, "not on the thread of \(loop.name)")
  }

  /// Whether on the loop's thread.
  public func isIsolatingCurrentContext() -> Bool? { loop.isCurrent }
}
