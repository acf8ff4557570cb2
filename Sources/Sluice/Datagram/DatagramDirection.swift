// Who waits to receive on a datagram socket, or to send.

import SluiceCore
import SluiceLoop

/// What there is of one direction of a datagram socket. Confined to the socket's loop.
///
/// Invariant: a waiter is kept only while its task is suspended.
struct DatagramDirection {
  /// A task that waits.
  struct Waiting {
    let waiter: Waiter
    /// When its call must return.
    let deadline: Instant?
    /// When it tries again without being told to, where nothing would tell it.
    let retry: Instant?
  }

  /// The poll in flight.
  var polling: OperationID?
  private(set) var waiting: [Waiting] = []
  /// The last poll was answered by something other than what was asked for, and nothing has been
  /// transferred since: the next try is made by time. Once: whoever made it asks the kernel again.
  var wasMisled = false

  mutating func append(_ waiting: Waiting) { self.waiting.append(waiting) }

  /// The poll has completed: everybody tries again.
  mutating func answer(_ isReady: Bool) {
    polling = nil
    wasMisled = !isReady
    for task in waiting where task.retry == nil { task.waiter.resume(.ready) }
    // Nothing is allocated: the storage stays.
    waiting.removeAll { $0.retry == nil }
  }

  /// Whether the last poll misled, which is forgotten.
  mutating func takeMisled() -> Bool {
    defer { wasMisled = false }
    return wasMisled
  }

  /// Ends one task's wait; false where it does not wait here.
  mutating func end(_ ticket: UInt64, _ outcome: WaitOutcome) -> Bool {
    guard let index = waiting.firstIndex(where: { $0.waiter.ticket == ticket }) else {
      return false
    }
    waiting.remove(at: index).waiter.resume(outcome)
    return true
  }

  /// Ends every wait; with `.ready` everybody tries again.
  mutating func endAll(_ outcome: WaitOutcome) {
    for task in waiting { task.waiter.resume(outcome) }
    waiting = []
  }

  /// Ends the waits whose time has come; when the next one's does.
  mutating func endDue(at now: Instant) -> Instant? {
    var next: Instant?
    waiting.removeAll { task in
      guard let due = task.due else { return false }
      guard due <= now else {
        next = min(next ?? due, due)
        return false
      }
      let isLate = task.deadline.map { $0 <= now } ?? false
      task.waiter.resume(isLate ? .timedOut : .ready)
      return true
    }
    return next
  }
}

extension DatagramDirection.Waiting {
  /// When something happens to it by itself.
  fileprivate var due: Instant? {
    guard let deadline else { return retry }
    return retry.map { min($0, deadline) } ?? deadline
  }
}
