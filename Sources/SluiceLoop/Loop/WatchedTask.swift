// Which task is calling, for a look that costs no more than a comparison.

/// A task whose cancellation is watched, to be recognised when it waits.
@safe
package struct WatchedTask {
  // Only compared with the task that runs. It lives: whoever keeps this is called by it, and forgets
  // it before that call returns.
  private let task: UnsafeCurrentTask

  /// The calling task, if there is one.
  package static var caller: WatchedTask? {
    unsafe withUnsafeCurrentTask { task in
      guard let task = unsafe task else { return nil }
      return unsafe WatchedTask(task: task)
    }
  }

  /// Whether it is the calling task, and not cancelled. Once it is, its handler has been called, so
  /// that a later wait must ask for itself.
  package var isCallerAndGoesOn: Bool {
    unsafe withUnsafeCurrentTask { current in
      guard let current = unsafe current else { return false }
      return unsafe current == task && !current.isCancelled
    }
  }
}
