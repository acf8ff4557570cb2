// The clock of all waits, and how long a wait may be.

package import SluiceCore

extension Instant {
  /// CLOCK_MONOTONIC, read without entering the kernel.
  package static var now: Instant { SystemCalls.monotonicClock() }

  /// How long to wait until then, in nanoseconds: 0 not at all, negative for ever.
  static func nanoseconds(until deadline: Instant?) -> Int64 {
    guard let deadline else { return -1 }
    // Reading the clock is not free; this instant is the usual one of a busy loop, and too far from now
    // for a difference.
    guard deadline != .distantPast else { return 0 }
    let now = now
    guard deadline > now else { return 0 }
    // The kernel adds its own time to it, which must not overflow: 73 years are for ever.
    return min(deadline.nanoseconds - now.nanoseconds, 1 << 61)
  }
}
