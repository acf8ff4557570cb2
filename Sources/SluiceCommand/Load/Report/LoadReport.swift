// What a run of the load measured. The names of the properties are the keys of its JSON.

import Histogram
import Sluice

struct LoadReport: Encodable {
  var settings: LoadSettings
  var results: LoadResults
  /// All latencies, in nanoseconds.
  private(set) var latencies = LoadTally.noLatencies

  private enum CodingKeys: CodingKey { case settings, results }

  init(settings: LoadSettings, driver: DriverReport) {
    self.settings = settings
    results = LoadResults(driver: driver.kind.rawValue)
  }

  /// Whether every request was answered, rightly, and there was one.
  ///
  /// The end of the duration leaves nothing unanswered: what was begun is awaited.
  var isGood: Bool {
    results.errors.isEmpty && results.unanswered == 0 && results.requests > 0
  }

  /// Takes over what was counted and measured between two readings of the meters.
  mutating func note(
    _ series: LoadSeries, _ tallies: [LoadTally], from window: LoadWindow, _ begin: LoadMeter,
    _ end: LoadMeter
  ) {
    latencies = series.total
    results.timeline = series.samples
    results.note(tallies)
    results.note(begin.statistics, end.statistics)
    results.connections = LoadResults.Connections(tallies)
    let lastReply = tallies.map(\.lastReply).max() ?? 0
    guard latencies.totalCount > 0, lastReply > window.measuresFrom else { return }
    results.note(latencies, seconds: Double(lastReply - window.measuresFrom) / 1e9)
    results.clientCPUMicrosecondsPerRequest =
      (end.process - begin.process) / .microseconds(1) / Double(results.requests)
    results.clientCPUShares = end.shares(since: begin)
    noteLimit(tallies)
  }

  private mutating func noteLimit(_ tallies: [LoadTally]) {
    var limit = LoadLimit(shares: results.clientCPUShares, seconds: results.seconds)
    if let rate = settings.rate {
      var delays = LoadTally.noLatencies
      for tally in tallies { delays.add(tally.delays) }
      results.startDelayMicroseconds = LoadResults.Latency(delays)
      limit.rate = (rate, results.requestsPerSecond)
      if settings.delaysAreOurs {
        limit.late = Double(tallies.reduce(0) { $0 + $1.lateStarts }) / Double(results.requests)
      }
    }
    results.toolLimit = limit.sentence
  }
}
