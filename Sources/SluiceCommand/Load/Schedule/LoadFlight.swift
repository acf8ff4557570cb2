// When the requests that are under way were to start, and when they left.

/// A queue of the times of outstanding requests, made as large as it can become.
///
/// Requests that leave together share one entry. Invariant: each entry stands for at least one
/// request, so that there are never more entries than requests under way.
struct LoadFlight {
  private struct Burst {
    /// When they were to start.
    var start: UInt64
    /// When they left.
    var departure: UInt64
    var count: Int
  }

  private var bursts: [Burst]
  private var head = 0
  private var tail = 0
  /// Requests under way.
  private(set) var outstanding = 0

  /// Room for so many requests under way.
  init(capacity: Int) {
    bursts = Array(repeating: Burst(start: 0, departure: 0, count: 0), count: capacity)
  }

  /// How many more may leave.
  var room: Int { bursts.count - outstanding }

  /// So many requests leave at `departure`, which were to start at `start`; nil: just then.
  mutating func send(_ count: Int, at departure: UInt64, startingAt start: UInt64? = nil) {
    bursts[tail] = Burst(start: start ?? departure, departure: departure, count: count)
    tail = tail + 1 == bursts.count ? 0 : tail + 1
    outstanding += count
    precondition(outstanding <= bursts.count, "more requests under way than the pipeline holds")
  }

  /// So many replies arrived, to the oldest requests; `record` gets each time of starting and how
  /// many of the replies belong to it.
  mutating func answer(_ count: Int, record: (UInt64, Int) -> Void) {
    precondition(count <= outstanding, "more replies than requests")
    outstanding -= count
    var left = count
    while left > 0 {
      let answered = min(left, bursts[head].count)
      record(bursts[head].start, answered)
      left -= answered
      bursts[head].count -= answered
      if bursts[head].count == 0 { head = head + 1 == bursts.count ? 0 : head + 1 }
    }
  }

  /// Requests under way that left before `time`.
  func count(departedBefore time: UInt64) -> Int {
    var (left, index, count) = (outstanding, head, 0)
    while left > 0, bursts[index].departure < time {
      count += bursts[index].count
      left -= bursts[index].count
      index = index + 1 == bursts.count ? 0 : index + 1
    }
    return count
  }
}
