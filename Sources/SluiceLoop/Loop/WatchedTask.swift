// Which task is calling, for a look that costs no more than a comparison.

/// A task whose cancellation is watched, to be recognised when it waits.
package struct WatchedTask {
  // The address, and not the handle, whose size is the runtime's to know: a class that keeps one has
  // no fixed layout. Only compared with the task that runs. That task lives: whoever keeps this
  // forgets it before the task ends.
  private let address: UInt

  /// The calling task, if there is one.
  package static var caller: WatchedTask? {
    unsafe withUnsafeCurrentTask { task in
      guard let task = unsafe task else { return nil }
      return WatchedTask(address: unsafe addressOf(task))
    }
  }

  /// Whether it is the calling task, and not cancelled. Once it is, whoever waits has been told,
  /// so that a later wait must ask for itself.
  package var isCallerAndGoesOn: Bool {
    unsafe withUnsafeCurrentTask { current in
      guard let current = unsafe current else { return false }
      return unsafe Self.addressOf(current) == address && !current.isCancelled
    }
  }

  private static func addressOf(_ task: UnsafeCurrentTask) -> UInt {
    // A handle is one pointer; a runtime in which it were more would trap here.
    unsafe unsafeBitCast(task, to: UInt.self)
  }
}
