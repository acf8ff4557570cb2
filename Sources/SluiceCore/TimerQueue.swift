// What is to happen when, as a value. It reads no clock.
//
// Invariant: a binary heap; no entry is earlier than its parent at `(index - 1) / 2`.

/// Deadlines, each with a token that its owner knows it by; the earliest comes first.
///
/// There is no removal: **cancellation is lazy.** Who is no longer interested in a deadline forgets
/// its token, and ignores it when it is due. An entry therefore stays until its time; an owner that
/// moves its deadline again and again keeps one entry here and, when that is due, inserts it anew
/// for the deadline that holds by then.
public struct TimerQueue: Sendable {
  private struct Entry {
    let deadline: Instant
    let token: UInt64
  }

  private var heap: [Entry] = []

  /// An empty queue.
  public init() {}

  /// How many entries there are, forgotten ones included.
  public var count: Int { heap.count }

  /// The earliest deadline, nil if there is none.
  public var next: Instant? { heap.first?.deadline }

  /// Adds a deadline. The same token may be in the queue several times.
  public mutating func insert(_ deadline: Instant, token: UInt64) {
    heap.append(Entry(deadline: deadline, token: token))
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].deadline < heap[parent].deadline else { break }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  /// Takes out the earliest entry whose deadline is `now` or before; nil if there is none. Entries
  /// of the same deadline come in no particular order.
  public mutating func popDue(now: Instant) -> UInt64? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return first.token
  }

  /// Takes out every entry whose token satisfies `isForgotten`. Looks at all of them.
  public mutating func removeAll(where isForgotten: (UInt64) -> Bool) {
    heap.removeAll { isForgotten($0.token) }
    for index in (0..<heap.count / 2).reversed() { sink(from: index) }
  }

  private mutating func sink(from start: Int = 0) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1].deadline < heap[child].deadline { child += 1 }
      guard heap[child].deadline < heap[index].deadline else { return }
      heap.swapAt(index, child)
      index = child
    }
  }
}
