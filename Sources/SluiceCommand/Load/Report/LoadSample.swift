// What happened in one stretch of a run: a point of the curves over time.

struct LoadSample: Encodable, Sendable {
  /// The end of the stretch, in seconds from the end of the warm-up.
  let seconds: Double
  /// Requests answered.
  let requests: Int
  let requestsPerSecond: Double
  /// Microseconds; 0 where none was answered.
  let p50: Double
  let p99: Double
  let errors: Int
}
