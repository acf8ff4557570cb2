// How the wait of a task ends.

/// Why a wait on a loop ended.
package enum WaitOutcome: Sendable {
  /// What was waited for happened; look again.
  case ready
  /// The waiting task was cancelled.
  case cancelled
  /// Its time was up.
  case timedOut
  /// The resident was closed by somebody else.
  case closed
}
