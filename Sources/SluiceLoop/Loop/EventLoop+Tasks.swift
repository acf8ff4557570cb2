// How users get their code onto a loop.

extension EventLoop {
  /// Runs `body` on this loop and returns its result. Called on the loop's own thread it just runs
  /// it there; called elsewhere the task comes over, and goes back afterwards. Never blocks a
  /// thread.
  ///
  /// What `body` starts with `async let` or a task group stays on the loop too; `Task { }` and
  /// `Task.detached` do not: use `spawn`.
  public func run<R: Sendable, E: Error>(
    _ body: @Sendable () async throws(E) -> R
  ) async throws(E) -> R {
    guard !isCurrent else { return try await body() }
    return try await withTaskExecutorPreference(self) { () async throws(E) -> R in
      try await onLoop(body)
    }
  }

  /// Runs `body` on one loop of the default group, or, on a loop's thread, right there.
  public static func run<R: Sendable, E: Error>(
    _ body: @Sendable () async throws(E) -> R
  ) async throws(E) -> R {
    try await (current ?? EventLoopGroup.default.next()).run(body)
  }

  /// Starts a task on this loop that stays there, whatever it awaits.
  @discardableResult
  public func spawn<R: Sendable>(
    _ body: sending @escaping () async throws -> R
  ) -> Task<R, any Error> {
    Task(executorPreference: self) { try await body() }
  }

  /// Starts a task on this loop that stays there and cannot fail.
  @discardableResult
  public func spawn<R: Sendable>(
    _ body: sending @escaping () async -> R
  ) -> Task<R, Never> {
    Task(executorPreference: self) { await body() }
  }
}

extension EventLoop {
  /// Leaves the caller's actor, if it has one: the executor that the task prefers takes over.
  @concurrent
  fileprivate func onLoop<R: Sendable, E: Error>(
    _ body: @Sendable () async throws(E) -> R
  ) async throws(E) -> R {
    // More than a check: without work of our own here, the compiler takes the switch to the
    // preferred executor for superfluous, because `body` is asynchronous too, and leaves it out;
    // but `body` runs wherever its caller does.
    precondition(isCurrent, "a task that prefers \(name) runs elsewhere")
    return try await body()
  }
}
