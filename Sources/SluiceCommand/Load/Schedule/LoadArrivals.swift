// When requests are to start, whatever the server does: the schedule of an open loop.

import Glibc

/// How the starts are spread.
enum LoadArrivalKind: String, CaseIterable, Sendable {
  /// Evenly.
  case constant
  /// Independently of one another: the gaps are exponentially distributed.
  case poisson
}

/// The starts of one loop's share of the load, in order, as nanoseconds from the beginning.
///
/// A pure value: the clock is the caller's. What is due and has not been taken is the backlog, which
/// costs no memory and is never dropped.
struct LoadArrivals: Sendable {
  private let kind: LoadArrivalKind
  /// Nanoseconds between two starts, on average.
  private let gap: Double
  private let end: UInt64
  private var random: SplitMix64
  /// How many starts are still to be counted, and from when on they count.
  private var left: Int
  private let countsFrom: UInt64
  private let first: Double
  private var exact: Double
  private var index = 0

  /// The next start; nil where there is none any more.
  private(set) var next: UInt64?

  /// The share of loop `number` of `count` in `rate` starts a second, until `end`, or until `limit`
  /// starts at or behind `countsFrom`.
  init(
    _ kind: LoadArrivalKind, rate: Double, loop number: Int, of count: Int, seed: UInt64,
    until end: UInt64, limit: Int = .max, countingFrom countsFrom: UInt64 = 0
  ) {
    self.kind = kind
    self.end = end
    self.countsFrom = countsFrom
    left = limit
    gap = 1e9 * Double(count) / rate
    random = SplitMix64(seed: seed, stream: -1 - number)
    // The loops take turns.
    first = kind == .constant ? 1e9 / rate * Double(number) : 0
    exact = first
    if kind == .poisson { exact += exponential() }
    next = 0
    settle()
  }

  /// The next start is made, or given to whom will make it.
  mutating func take() {
    guard let taken = next else { return }
    if taken >= countsFrom { left -= 1 }
    index += 1
    switch kind {
    // Multiplied, not added up: no rounding gathers over a long run.
    case .constant: exact = first + gap * Double(index)
    case .poisson: exact += exponential()
    }
    settle()
  }

  /// Takes the next start if it is due by `time`.
  mutating func take(dueBy time: UInt64) -> UInt64? {
    guard let due = next, due <= time else { return nil }
    take()
    return due
  }

  private mutating func settle() {
    next = exact < Double(end) && left > 0 ? UInt64(exact) : nil
  }

  private mutating func exponential() -> Double { -log(1 - random.unit()) * gap }
}
