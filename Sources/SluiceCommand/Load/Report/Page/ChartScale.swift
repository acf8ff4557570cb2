// Where a value stands on an axis, and which values get a mark. Pure values.

import Glibc

/// A linear or logarithmic axis from 0 to 1.
struct ChartScale: Sendable {
  /// Values with a mark, in order, and their names.
  let marks: [(value: Double, name: String)]
  private let low: Double
  private let high: Double
  private let isLogarithmic: Bool

  /// Where a value stands: 0 at the beginning of the axis, 1 at its end.
  func position(_ value: Double) -> Double {
    let place =
      isLogarithmic
      ? (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low))
      : (value - low) / (high - low)
    return min(1, max(0, place))
  }

  /// From 0 to a round number at or above `maximum`, with about `count` marks.
  static func linear(
    to maximum: Double, count: Int, name: (Double) -> String
  ) -> ChartScale {
    let maximum = maximum > 0 ? maximum : 1
    let step = roundStep(atLeast: maximum / Double(count))
    let high = (maximum / step).rounded(.up) * step
    let values = stride(from: 0, through: high + step / 2, by: step)
    return ChartScale(
      marks: values.map { ($0, name($0)) }, low: 0, high: high, isLogarithmic: false)
  }

  /// From 0 to just `maximum`, with marks at round numbers.
  static func time(to maximum: Double, count: Int) -> ChartScale {
    let maximum = maximum > 0 ? maximum : 1
    let step = roundStep(atLeast: maximum / Double(count))
    let values = stride(from: 0, through: maximum, by: step)
    let decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0
    return ChartScale(
      marks: values.map { ($0, "\($0.formatted(decimals)) s") }, low: 0, high: maximum,
      isLogarithmic: false)
  }

  /// Around all positive values from `minimum` to `maximum`; marks at powers of ten, and at 2 and 5
  /// times those where there are few.
  static func logarithmic(
    from minimum: Double, to maximum: Double, name: (Double) -> String
  ) -> ChartScale {
    let minimum = max(minimum, 1e-9)
    let maximum = max(maximum, minimum)
    let decades = log10(maximum / minimum)
    let factors: [Double] = decades > 3 ? [1] : [1, 2, 5]
    let first = floor(log10(minimum))
    let all = stride(from: first, through: ceil(log10(maximum)) + 1, by: 1).flatMap { power in
      factors.map { $0 * pow(10, power) }
    }
    let low = all.last { $0 <= minimum } ?? minimum
    let high = all.first { $0 >= maximum && $0 > low } ?? maximum
    return ChartScale(
      marks: all.filter { low...high ~= $0 }.map { ($0, name($0)) }, low: low, high: high,
      isLogarithmic: true)
  }

  /// Percentiles, by how many nines they have: `position` takes 1 / (1 - p).
  static func percentiles(to inverse: Double) -> ChartScale {
    let high = max(inverse, 10)
    var marks: [(value: Double, name: String)] = [(1, "0 %"), (2, "50 %")]
    var (nines, value) = (1, 10.0)
    while value <= high * 1.0001 {
      let name =
        nines < 3
        ? String(repeating: "9", count: nines)
        : "99."
          + String(
            repeating: "9", count: nines - 2)
      marks.append((value, nines == 1 ? "90 %" : "\(name) %"))
      (nines, value) = (nines + 1, value * 10)
    }
    return ChartScale(marks: marks, low: 1, high: high, isLogarithmic: true)
  }

  /// 1, 2 or 5 times a power of ten.
  private static func roundStep(atLeast least: Double) -> Double {
    let power = pow(10, floor(log10(least)))
    return ([1, 2, 5, 10].first { $0 * power >= least * 0.9999 } ?? 10) * power
  }
}
