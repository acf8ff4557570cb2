// A wait for nothing but time, by a loop's own clock.

import SluiceCore
import SluiceLoop

/// A task that sleeps. Confined to its loop.
final class VirtualSleep: LoopResident, @unchecked Sendable {
  // Sendable for the cancellation handler, which takes only the name along.

  private let deadline: Instant
  private var sleeper: Suspension<Bool>?

  private init(until deadline: Instant) { self.deadline = deadline }

  /// On the loop's thread.
  static func sleep(for duration: Duration, on loop: EventLoop) async throws {
    let sleep = VirtualSleep(until: loop.kernel.now + duration)
    let id = loop.insert(sleep)
    defer { loop.remove(id) }
    loop.arm(sleep.deadline, for: id)
    let isOver = await withTaskCancellationHandler {
      await Suspension<Bool>.wait { sleep.sleeper = $0 }
    } onCancel: {
      loop.postCancellation(of: 1, at: id)
    }
    guard isOver else { throw CancellationError() }
  }

  private func wake(_ isOver: Bool) {
    guard let sleeper else { return }
    self.sleeper = nil
    sleeper.resume(isOver)
  }

  func timerFired(at now: Instant) { if deadline <= now { wake(true) } }
  func waitCancelled(_ ticket: UInt64) { wake(false) }
  func abandoned(_ reason: AbandonReason) { wake(false) }
  func turnEnded() {}
  func completed(_ completion: Completion, as role: OperationRole) {
    preconditionFailure("a sleep has no \(role)")
  }
}
