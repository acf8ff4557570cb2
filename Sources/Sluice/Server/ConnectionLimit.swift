// How many connections there are, and who waits for there to be fewer.

import SluiceLoop
import Synchronization

/// The count of a server's connections, against its limit. Any thread.
final class ConnectionLimit: Sendable {
  /// So close to the limit, connections are accepted one by one, so that it is not overshot.
  private static let nearness = 64

  private let limit: Int
  private let active = Atomic(0)
  private let hasWaiters = Atomic(false)

  init(_ limit: Int?) { self.limit = limit ?? .max }

  var isFull: Bool { active.load(ordering: .sequentiallyConsistent) >= limit }

  var isNear: Bool { active.load(ordering: .relaxed) >= limit - Self.nearness }

  /// A connection begins.
  func take() { active.add(1, ordering: .sequentiallyConsistent) }

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
