// What the runtime hands to a loop.

/// A job of the Swift runtime and how it asked to be run.
struct LoopJob {
  let job: UnownedJob
  /// The executor it was enqueued on: an actor of the loop's serial executor, or a task that
  /// prefers the loop.
  let isActorJob: Bool
}
