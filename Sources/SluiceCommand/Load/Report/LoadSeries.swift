// The latencies of a whole run, and how it went over time.

import Histogram

/// Gathers what the loops hand over: all of it, and a sample for each stretch.
struct LoadSeries {
  private(set) var total = LoadTally.noLatencies
  private(set) var samples: [LoadSample] = []
  private var stretch = LoadTally.noLatencies
  /// Seconds at which the stretch began, and the errors until then.
  private var begin = 0.0
  private var errorsBefore = 0
  /// Seconds that a stretch has at least.
  private let length: Double

  /// About so many points are enough for a curve.
  private static let usualCount = 120.0

  /// For a run of so many seconds, if that is known.
  init(seconds: Double?) { length = max(Self.shortest, (seconds ?? 0) / Self.usualCount) }

  private static let shortest = 0.1

  mutating func add(_ latencies: Histogram<UInt64>) {
    total.add(latencies)
    stretch.add(latencies)
  }

  /// It is `seconds` now, and there have been so many errors. A stretch that is long enough ends.
  mutating func advance(to seconds: Double, errors: Int, isLast: Bool = false) {
    let passed = seconds - begin
    guard passed >= length * 0.99 || (isLast && passed > 0 && stretch.totalCount > 0) else {
      return
    }
    samples.append(
      LoadSample(
        seconds: seconds, requests: Int(stretch.totalCount),
        requestsPerSecond: Double(stretch.totalCount) / passed, p50: stretch.microseconds(50),
        p99: stretch.microseconds(99), errors: errors - errorsBefore))
    (begin, errorsBefore) = (seconds, errors)
    stretch = LoadTally.noLatencies
  }
}

extension Histogram<UInt64> {
  /// A percentile of nanoseconds, in microseconds; 0 where there is nothing.
  func microseconds(_ percentile: Double) -> Double {
    guard totalCount > 0 else { return 0 }
    // Values are kept with three digits: the top of a bucket may lie above what came.
    return Double(Swift.min(valueAtPercentile(percentile), maxRecorded)) / 1000
  }
}
