// When the requests that are under way were sent.

/// A queue of the times of outstanding requests, made as large as it can become.
///
/// Requests that leave together share one time, and one entry. Invariant: each entry stands for at
/// least one request, so that there are never more entries than requests under way.
struct LoadFlight {
  private struct Burst {
    var time: UInt64
    var count: Int
  }

  private var bursts: [Burst]
  private var head = 0
  private var tail = 0
  /// Requests under way.
  private(set) var outstanding = 0

  /// Room for so many requests under way.
  init(capacity: Int) {
    bursts = Array(repeating: Burst(time: 0, count: 0), count: capacity)
  }

  /// So many requests leave now.
  mutating func send(_ count: Int, at time: UInt64) {
    bursts[tail] = Burst(time: time, count: count)
    tail = tail + 1 == bursts.count ? 0 : tail + 1
    outstanding += count
    precondition(outstanding <= bursts.count, "more requests under way than the pipeline holds")
  }

  /// So many replies arrived, to the oldest requests; `record` gets each time of sending and how
  /// many of the replies belong to it.
  mutating func answer(_ count: Int, record: (UInt64, Int) -> Void) {
    precondition(count <= outstanding, "more replies than requests")
    outstanding -= count
    var left = count
    while left > 0 {
      let answered = min(left, bursts[head].count)
      record(bursts[head].time, answered)
      left -= answered
      bursts[head].count -= answered
      if bursts[head].count == 0 { head = head + 1 == bursts.count ? 0 : head + 1 }
    }
  }
}
