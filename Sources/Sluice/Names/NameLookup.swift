// A lookup that a task waits for, on its loop.

import SluiceCore
import SluiceLoop

/// One lookup: the work is on a thread of a `BlockingPool`, the wait is here. Confined to its loop.
///
/// Invariant: the thread names the lookup and holds nothing of it. When the wait has ended, by a
/// cancellation or a deadline, what comes later finds nobody and is dropped.
final class NameLookup<Answer: Sendable>: LoopResident, @unchecked Sendable {
  // Sendable for the cancellation handler, which only takes the name along; all else happens on
  // the loop's thread.

  typealias Found = Result<Answer, ResolverError>
  /// Begins the work, which delivers what it finds, and returns what takes the wait back.
  typealias Beginning =
    @Sendable (_ deliver: @escaping @Sendable (Found) -> Void) -> @Sendable () -> Void

  private let loop: EventLoop
  private let deadline: Instant?
  private var id: ResidentID! = nil
  private var waiter: Waiter?
  private var found: Found?

  private init(on loop: EventLoop, until deadline: Instant?) {
    (self.loop, self.deadline) = (loop, deadline)
  }

  /// Waits for what `begin` has delivered, from any thread; on the loop's thread.
  static func run(
    _ subject: ResolverError.Subject, on loop: EventLoop, until deadline: Instant?,
    _ begin: Beginning
  ) async throws(ResolverError) -> Answer {
    let lookup = NameLookup(on: loop, until: deadline)
    let outcome = await lookup.wait(begin)
    if outcome == .ready, let found = lookup.found { return try found.get() }
    let reason: ResolverError.Reason =
      switch outcome {
      case .cancelled: .cancelled
      case .timedOut: .timedOut
      case .closed, .ready: .closed
      }
    throw ResolverError(subject, reason)
  }

  private func wait(_ begin: Beginning) async -> WaitOutcome {
    let id = loop.insert(self)
    self.id = id
    defer { loop.remove(id) }
    if let deadline { loop.arm(deadline, for: id) }
    let withdraw = begin { [loop] found in
      loop.postIfRunning { (loop.resident(id) as? NameLookup)?.end(found) }
    }
    let outcome = await suspend(ticket: 1, of: id, on: loop) { waiter = $0 }
    if outcome != .ready { withdraw() }
    return outcome
  }

  private func end(_ found: Found) {
    self.found = found
    waiter.wake(.ready)
  }

  func completed(_ completion: Completion, as role: OperationRole) {
    preconditionFailure("a lookup has no \(role)")
  }

  func waitCancelled(_ ticket: UInt64) { waiter.wake(.cancelled) }

  func timerFired(at now: Instant) {
    if let deadline, deadline <= now { waiter.wake(.timedOut) }
  }

  func turnEnded() {}

  func abandoned(_ reason: AbandonReason) { waiter.wake(.closed) }
}
