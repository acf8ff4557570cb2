// What lives on a loop: a stream's core, a listener's core, a connect under way.

package import SluiceCore

/// Which of a resident's operations completed.
package enum OperationRole: UInt8, Sendable {
  case receive, directReceive, discard, send, directSend, accept, connect, poll
}

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

/// The name of a resident: a slot of the loop's table and the generation of its use. As with
/// operations, a name that comes late finds nobody.
package struct ResidentID: Hashable, Sendable {
  package let slot: UInt32
  package let generation: UInt32

  /// As a timer's token.
  var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  init(token: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: token), generation: UInt32(token >> 32))
  }
}
