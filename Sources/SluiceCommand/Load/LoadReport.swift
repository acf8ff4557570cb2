// What a run of the load measured. The names of the properties are the keys of its JSON.

import Histogram
import Sluice

struct LoadReport: Encodable {
  var settings: LoadSettings
  var results: LoadResults

  init(settings: LoadSettings, driver: DriverReport) {
    self.settings = settings
    results = LoadResults(driver: driver.kind.rawValue)
  }

  /// Whether every request was answered, rightly, and there was one.
  var isGood: Bool { results.errors.isEmpty && results.requests > 0 }
}

struct LoadResults: Encodable {
  /// The driver that carried the loops.
  let driver: String
  /// Requests that were answered, with the right bytes.
  private(set) var requests = 0
  /// Requests that were sent and not answered.
  var unanswered = 0
  /// From the first request to the last reply.
  private(set) var seconds = 0.0
  private(set) var requestsPerSecond = 0.0
  private(set) var latencyMicroseconds = Latency()
  /// Bytes of all replies that were right.
  private(set) var bytes = 0
  /// Failed connections, by what failed.
  private(set) var errors: [String: Int] = [:]
  /// The first error of each kind, with all that is known.
  private(set) var firstErrors: [String: String] = [:]
  private(set) var clientCPUMicrosecondsPerRequest = 0.0
  /// Of the CPU time that as many cores as there are loops had to give, the part that was used.
  private(set) var clientCPUShare = 0.0
  /// Calls of the kernel that submitted and fetched, while requests were sent and answered.
  private(set) var enters = 0
  /// Operations, likewise.
  private(set) var submissions = 0
  /// As `enters`, while the connections were opened.
  var connectEnters = 0

  /// Microseconds, from the sending of a request to the last byte of its reply.
  struct Latency: Encodable {
    var p50 = 0.0
    var p90 = 0.0
    var p99 = 0.0
    var p999 = 0.0
    var max = 0.0

    enum CodingKeys: String, CodingKey {
      case p50, p90, p99, max
      case p999 = "p99.9"
    }
  }

  init(driver: String) { self.driver = driver }

  /// Whether the load could not have been higher: the loops had no time left.
  var isClientLimited: Bool { clientCPUShare >= 0.95 }

  mutating func note(_ problems: [LoadProblem]) {
    for problem in problems {
      errors[problem.kind, default: 0] += problem.count
      if firstErrors[problem.kind] == nil { firstErrors[problem.kind] = problem.text }
    }
  }

  mutating func note(_ before: LoopStatistics, _ after: LoopStatistics) {
    enters = after.enters - before.enters
    submissions = after.submissions - before.submissions
  }

  mutating func note(
    _ tallies: [LoadTally], from start: UInt64, cpu: Duration, settings: LoadSettings
  ) {
    var latencies = tallies[0].latencies
    for tally in tallies.dropFirst() { latencies.add(tally.latencies) }
    requests = Int(latencies.totalCount)
    bytes = tallies.reduce(0) { $0 + $1.bytes }
    guard requests > 0 else { return }
    let end = tallies.map(\.lastReply).max() ?? start
    seconds = Double(max(1, end - start)) / 1e9
    requestsPerSecond = Double(requests) / seconds
    func microseconds(_ percentile: Double) -> Double {
      // Values are kept with three digits: the top of a bucket may lie above what came.
      Double(min(latencies.valueAtPercentile(percentile), latencies.maxRecorded)) / 1000
    }
    latencyMicroseconds = Latency(
      p50: microseconds(50), p90: microseconds(90), p99: microseconds(99),
      p999: microseconds(99.9), max: Double(latencies.maxRecorded) / 1000)
    clientCPUMicrosecondsPerRequest = cpu / .microseconds(1) / Double(requests)
    clientCPUShare = cpu / .seconds(seconds * Double(settings.loops))
  }
}
