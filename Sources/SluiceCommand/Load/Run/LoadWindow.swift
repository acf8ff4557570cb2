// The times of a run, on the monotonic clock.

struct LoadWindow: Sendable {
  /// When sending begins.
  let start: UInt64
  /// When the warm-up ends: what starts earlier is not measured.
  let measuresFrom: UInt64
  /// When sending ends.
  let end: UInt64

  init(_ settings: LoadSettings, from start: UInt64) {
    self.start = start
    measuresFrom = start + UInt64(settings.warmUp * 1e9)
    end = settings.sendingTime.map { start + UInt64($0 / .nanoseconds(1)) } ?? .max
  }
}
