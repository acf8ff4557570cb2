// The standard text of HdrHistogram: percentiles that plotters read.

import Histogram

extension LoadReport {
  /// Values in milliseconds, five lines for each halving of the distance to 100 %.
  var percentileText: String {
    var text = ""
    latencies.outputPercentileDistribution(
      to: &text, outputValueUnitScalingRatio: 1_000_000, percentileTicksPerHalfDistance: 5)
    return text
  }
}
