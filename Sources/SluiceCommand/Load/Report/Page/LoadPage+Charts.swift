// The curves of the page, out of the report.

import Glibc
import Histogram
import Sluice

extension LoadReport {
  /// Latency by percentile, both axes logarithmic.
  var percentileChart: Chart {
    // The last halves of the way to 100 % stand for one request each, and are not drawn.
    let limit = max(10, Double(latencies.totalCount))
    let points = latencies.percentiles(ticksPerHalfDistance: 10).compactMap { step in
      let inverse = 1 / max(1 - step.percentileLevelIteratedTo / 100, 1e-12)
      return inverse <= limit ? (x: inverse, y: max(Double(step.value), 1) / 1000) : nil
    }
    let values = points.map(\.y)
    return Chart(
      title: "Latency by percentile", x: .percentiles(to: points.last?.x ?? 10),
      y: .logarithmic(
        from: values.min() ?? 1, to: values.max() ?? 1, name: Self.shortTime),
      curves: [Chart.Curve(style: "first", name: "latency", points: points)])
  }

  /// Requests a second over time.
  var throughputChart: Chart {
    let points = results.timeline.map { (x: $0.seconds, y: $0.requestsPerSecond) }
    return Chart(
      title: "Requests per second over time", x: timeScale,
      y: .linear(to: points.map(\.y).max() ?? 0, count: 5, name: Self.shortCount),
      curves: [
        Chart.Curve(
          style: "first", name: "requests/s", points: points, isFilled: true, isStepped: true)
      ])
  }

  /// The median and the 99th percentile over time; stretches without an answer have neither.
  var latencyChart: Chart {
    let seen = results.timeline.filter { $0.requests > 0 }
    let values = seen.flatMap { [$0.p50, $0.p99] }
    return Chart(
      title: "Latency over time, p50 and p99", x: timeScale,
      y: .logarithmic(
        from: values.min() ?? 1, to: values.max() ?? 1, name: Self.shortTime),
      curves: [
        Chart.Curve(
          style: "second", name: "p50", points: seen.map { ($0.seconds, $0.p50) }, isStepped: true),
        Chart.Curve(
          style: "first", name: "p99", points: seen.map { ($0.seconds, $0.p99) }, isStepped: true),
      ])
  }

  /// Errors in each stretch of time.
  var errorChart: Chart {
    let points = results.timeline.map { (x: $0.seconds, y: Double($0.errors)) }
    return Chart(
      title: "Errors over time", x: timeScale,
      y: .linear(to: points.map(\.y).max() ?? 0, count: 3, name: Self.shortCount),
      curves: [
        Chart.Curve(style: "bad", name: "errors", points: points, isFilled: true, isStepped: true)
      ])
  }

  private var timeScale: ChartScale {
    .time(to: results.timeline.last?.seconds ?? 1, count: 8)
  }

  /// `250 µs`, `1 ms`: a mark's name has no more digits than it needs.
  private static func shortTime(_ microseconds: Double) -> String {
    let units: [(Double, String)] = [(1e6, "s"), (1e3, "ms"), (1, "µs")]
    let (unit, name) = units.first { microseconds >= $0.0 * 0.9999 } ?? (1e-3, "ns")
    return "\(shortNumber(microseconds / unit)) \(name)"
  }

  /// `1.5 M`, `20 k`, `300`.
  private static func shortCount(_ count: Double) -> String {
    if count >= 1e6 { return "\(shortNumber(count / 1e6)) M" }
    if count >= 1e4 { return "\(shortNumber(count / 1e3)) k" }
    return count >= 1000 ? Int(count.rounded()).grouped : shortNumber(count)
  }

  private static func shortNumber(_ number: Double) -> String {
    let isWhole = abs(number - number.rounded()) < 1e-6
    return number.formatted(isWhole ? 0 : abs(number * 10 - (number * 10).rounded()) < 1e-6 ? 1 : 2)
  }
}
