// What lives on a loop: a stream's core, a listener's core, a connect under way.

package import SluiceCore

/// Something that owns a descriptor, operations and timers on one loop, and is touched by that
/// loop's thread only.
package protocol LoopResident: AnyObject {
  /// An operation submitted in `role` completed, finally unless `completion.more`.
  func completed(_ completion: Completion, as role: OperationRole)
  /// The wait `ticket` was cancelled; one that has ended meanwhile is no longer there.
  func waitCancelled(_ ticket: UInt64)
  /// A timer that it armed is due (or was, before the deadline moved: look).
  func timerFired(at now: Instant)
  /// The ready tasks have run and the loop is about to enter the kernel; asked for by
  /// `EventLoop.markDirty`.
  func turnEnded()
  /// The last handle is gone, or the loop ends: close abortively if still open.
  func abandoned(_ reason: AbandonReason)
}

/// Why a resident was left alone.
package enum AbandonReason: Sendable {
  case handleDropped, loopShutDown
}
