// How a task waits on a stream, and how its cancellation ends that wait.
//
// A cancellation handler costs two locked changes of the task's records and three frames, at each
// wait. A server's task can be cancelled by the server alone, which tells the stream itself.

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

  /// Needs no handler of its own for the calling task's waits on this stream from here on: whoever
  /// cancels that task calls `watchedTaskCancelled` after that. Until `stopWatching`, before which the
  /// task must not end.
  func watchCaller() { watchedTask = .caller }

  func stopWatching() { watchedTask = nil }

  /// The watched task has been cancelled: whichever wait on this stream it is in ends.
  func watchedTaskCancelled() { waitCancelled(Waiter.watched) }
}
