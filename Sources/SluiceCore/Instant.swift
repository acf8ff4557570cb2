// A point on the monotonic clock, as a plain number that is passed in from outside.
// Nothing in this room reads a clock.

/// A point in time on `CLOCK_MONOTONIC`, in nanoseconds.
///
/// The loop, its timers and its driver speak of time in this one currency. (`ContinuousClock` is
/// `CLOCK_BOOTTIME` on Linux, which runs on while the machine sleeps and so does not agree with
/// the waits of the kernel.)
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the clock's own beginning.
  public var nanoseconds: Int64

  /// The instant that many nanoseconds after the clock's beginning.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Before every other instant: "do not wait".
  public static let distantPast = Instant(nanoseconds: .min)

  /// Whether `a` comes first.
  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The instant `duration` later; saturates instead of overflowing.
  public static func + (a: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
    guard overflow else { return Instant(nanoseconds: sum) }
    return Instant(nanoseconds: duration < .zero ? .min : .max)
  }

  /// The instant so many nanoseconds later, without the arithmetic of durations; does not saturate.
  @inline(__always)
  public func advanced(byNanoseconds count: Int64) -> Instant {
    Instant(nanoseconds: nanoseconds &+ count)
  }

  /// The time from `b` to `a`.
  public static func - (a: Instant, b: Instant) -> Duration {
    .nanoseconds(a.nanoseconds &- b.nanoseconds)
  }
}

extension Duration {
  /// The duration in nanoseconds, rounded up and saturated: a wait is never shorter than asked for.
  public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let fraction = attoseconds / 1_000_000_000 + (attoseconds % 1_000_000_000 > 0 ? 1 : 0)
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, tooFar) = scaled.addingReportingOverflow(fraction)
    return tooFar ? (seconds < 0 ? .min : .max) : sum
  }
}
