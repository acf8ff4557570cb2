// How a task waits on a stream, and how its cancellation ends that wait.
//
// A cancellation handler costs two locked changes of the task's records and three frames. A task
// that serves one stream to its end has it watched once; every other task pays at each wait.

import SluiceLoop

extension StreamCore {
  /// Suspends the calling task, on the loop's thread, until the waiter that `keep` was given is
  /// resumed; its cancellation comes to `waitCancelled`.
  @inline(__always)
  func wait(_ keep: (Waiter) -> Void) async -> WaitOutcome {
    if let watchedTask, watchedTask.isCallerAndGoesOn {
      return await Suspension.wait { keep(Waiter(ticket: Waiter.watched, task: $0)) }
    }
    return await suspend(ticket: makeTicket(), of: id, on: loop, store: keep)
  }

  /// Runs `body`, and has the cancellation of the calling task end whichever wait on this stream it
  /// is in, without a handler at each. On the loop's thread.
  func watchingCancellation(_ body: () async throws -> Void) async throws {
    watchedTask = .caller
    defer { watchedTask = nil }
    try await withTaskCancellationHandler(operation: body) { [loop, id = id!] in
      loop.postCancellation(of: Waiter.watched, at: id)
    }
  }
}
