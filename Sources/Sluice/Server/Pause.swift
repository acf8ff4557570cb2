// A wait on a loop that is not for the kernel.

import SluiceCore
import SluiceLoop

/// A task's wait for its time, or for somebody's word. Confined to its loop; one task waits at a
/// time.
final class Pause: LoopResident, @unchecked Sendable {
  // Sendable so that its owner may be; touched by the loop's thread only.

  private let loop: EventLoop
  private var id: ResidentID! = nil
  private var waiting: Waiter?
  private var deadline: Instant?
  private var nextTicket: UInt64 = 0
  private var isOver = false

  /// On the loop's thread; `close` must follow.
  init(on loop: EventLoop) {
    self.loop = loop
    id = loop.insert(self)
  }

  /// Waits for `duration` (nil: for ever), or until `end` or `close`, or until the task is cancelled.
  func wait(for duration: Duration?) async {
    guard !isOver else { return }
    deadline = duration.map { loop.now + $0 }
    if let deadline { loop.arm(deadline, for: id) }
    nextTicket += 1
    _ = await suspend(ticket: nextTicket, of: id, on: loop) { waiting = $0 }
    deadline = nil
  }

  /// Ends the wait, if there is one.
  func end() { waiting.wake(.ready) }

  /// Ends the wait, and nobody waits any more. Idempotent.
  func close() {
    guard !isOver else { return }
    isOver = true
    loop.remove(id)
    end()
  }

  func waitCancelled(_ ticket: UInt64) { if waiting?.ticket == ticket { end() } }

  func timerFired(at now: Instant) { if let deadline, deadline <= now { end() } }

  func completed(_ completion: Completion, as role: OperationRole) {
    preconditionFailure("a pause has no \(role)")
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { close() }
}
