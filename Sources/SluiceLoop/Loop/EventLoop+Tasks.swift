// How users get their code onto a loop.

package import SluiceCore

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
    return try await comeOver(body)
  }

  /// Without an actor from here to the return, or each return to it would stay on our thread: a
  /// default actor runs wherever its caller is.
  @concurrent
  private func comeOver<R: Sendable, E: Error>(
    _ body: @Sendable () async throws(E) -> R
  ) async throws(E) -> R {
    let result: Result<R, E>
    do throws(E) {
      result = .success(
        try await withTaskExecutorPreference(self) { () async throws(E) -> R in
          try await onThreadOf(self, body)
        })
    } catch {
      result = .failure(error)
    }
    await goHome(from: self)
    return try result.get()
  }

  /// Runs `body` on one loop of the default group, or, on a loop's thread, right there.
  public static func run<R: Sendable, E: Error>(
    _ body: @Sendable () async throws(E) -> R
  ) async throws(E) -> R {
    try await chosen().run(body)
  }

  /// The loop to work on: `loop`, or else the one whose thread is calling, or one of the default group.
  package static func chosen(_ loop: EventLoop? = nil) -> EventLoop {
    loop ?? current ?? EventLoopGroup.default.next()
  }

  /// When a deadline of a caller's clock is by the loop's; nil: never.
  package func instant(of deadline: SuspendingClock.Instant?) -> Instant? {
    deadline.map { kernel.now + SuspendingClock.now.duration(to: $0) }
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

/// Leaves the caller's actor, if it has one: the executor that the task prefers, the loop, takes
/// over.
@concurrent
private func onThreadOf<R: Sendable, E: Error>(
  _ loop: EventLoop, _ body: @Sendable () async throws(E) -> R
) async throws(E) -> R {
  // More than a check: the compiler drops the hop to the executor of a function in which nothing
  // but other asynchronous functions is called, and `body` does not hop, as it goes where its
  // caller is.
  precondition(loop.isCurrent, "\(loop.name): a task did not come over")
  return try await body()
}

/// Goes where the task belongs now that it does not prefer `loop` any more. Without it a caller
/// without an actor would go on where it is: on the thread of a loop that is not its own, taken for
/// a task of it, until the next wait takes it away.
@concurrent
private func goHome(from loop: EventLoop) async {
  // Looked at only so that the hop is kept, as above.
  _ = loop.isCurrent
}
