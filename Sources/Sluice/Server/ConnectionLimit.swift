// How many connections there are, and who waits for there to be fewer.

import SluiceLoop
import Synchronization

/// The count of a server's connections, against its limit. Any thread.
///
/// Invariant: the count never exceeds the limit.
final class ConnectionLimit: Sendable {
  /// So close to the limit, connections are accepted one by one, so that few are held for want of a
  /// place.
  private static let nearness = 64

  private let limit: Int
  private let active = Atomic(0)
  private let hasWaiters = Atomic(false)

  init(_ limit: Int?) { self.limit = limit ?? .max }

  private var isFull: Bool { active.load(ordering: .sequentiallyConsistent) >= limit }

  var isNear: Bool { active.load(ordering: .relaxed) >= limit - Self.nearness }

  /// A connection begins, if there is a place for it.
  func tryTake() -> Bool {
    var count = active.load(ordering: .sequentiallyConsistent)
    while count < limit {
      let (exchanged, original) = active.weakCompareExchange(
        expected: count, desired: count + 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      count = original
    }
    return false
  }

  /// Whether an acceptor must wait. It says so first and looks again: either it sees the place that
  /// was freed meanwhile, or whoever frees one sees it wait.
  func mustWait() -> Bool {
    guard isFull else { return false }
    hasWaiters.store(true, ordering: .sequentiallyConsistent)
    return isFull
  }

  /// A connection is over; true where acceptors wait for that and are to be woken.
  func give() -> Bool {
    active.subtract(1, ordering: .sequentiallyConsistent)
    guard hasWaiters.load(ordering: .sequentiallyConsistent) else { return false }
    return hasWaiters.exchange(false, ordering: .sequentiallyConsistent)
  }
}
