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

// MARK: The plain wait

// The usual wait, of a server's own task for its peer's next bytes, in three parts: a call before it,
// the suspension, and a call behind it, all three in the frame of whoever reads. A frame of its own
// would cost its allocation, and at its end one more look at the task's executor, which the run time
// takes under a lock.

extension StreamCore {
  /// Gets a receive under way for a reader that has found too little in the buffer, if a wait for it
  /// is all that stands between: the task is watched, and nothing has to be tried or said before.
  ///
  /// The caller has the reader's place from here on, until `endPlainWait`.
  func beginPlainWait() -> Bool {
    guard phase == .open, !isBeingRead, let watchedTask, watchedTask.isCallerAndGoesOn,
      !loop.isBudgetSpent(), readFailure == nil, !isDraining, !state.input.endOfStream,
      configuration.readTimeout == nil, !lastReceiveFilled || receiving != nil
    else { return false }
    isBeingRead = true
    armReceive()
    return true
  }

  /// Why the wait has ended is not asked here. The caller looks again, and where it finds too little,
  /// and the wait was ended for good (`phase`, `readFailure`, the task's own cancellation), the next
  /// one is no plain one, and says so.
  func endPlainWait() {
    hasResumed()
    assert(isOnLoop, "a reader was resumed on another thread than its loop's")
    readerLeft()
  }
}
