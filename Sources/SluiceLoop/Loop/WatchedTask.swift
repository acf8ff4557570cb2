// Which task is calling, for a look that costs no more than a comparison.

import CURing

/// A task whose cancellation is watched, to be recognised when it waits.
package struct WatchedTask {
  // Its name, never followed: only compared with the task that runs. That task lives: whoever keeps
  // this forgets it before the task ends.
  private let address: UInt

  /// The calling task, if there is one.
  package static var caller: WatchedTask? {
    guard let task = unsafe curing_current_task() else { return nil }
    return WatchedTask(address: UInt(bitPattern: task))
  }

  /// Whether it is the task at that address.
  package func isTask(at address: UInt) -> Bool { self.address == address }

  /// Whether it is the calling task, and not cancelled. Once it is, whoever waits has been told,
  /// so that a later wait must ask for itself.
  package var isCallerAndGoesOn: Bool {
    unsafe curing_task_goes_on(UnsafeRawPointer(bitPattern: address))
  }
}
