// When connections may be opened: no two of one loop closer than its share of the rate allows.

/// A pure value: the clock is the caller's.
struct ConnectPace: Sendable {
  /// Nanoseconds between two connections; nil: none.
  private let gap: Double?
  private var next: Double

  /// The share of loop `number` of `count` in `rate` connections a second; nil: as fast as they can.
  init(rate: Double?, loop number: Int, of count: Int, from start: UInt64) {
    gap = rate.map { 1e9 * Double(count) / $0 }
    next = Double(start) + (rate.map { 1e9 / $0 } ?? 0) * Double(number)
  }

  /// A connection is wanted at `time`: when it may be opened. What was not used of the rate is gone.
  mutating func slot(at time: UInt64) -> UInt64 {
    guard let gap else { return time }
    let slot = max(next, Double(time))
    next = slot + gap
    return UInt64(slot)
  }
}
