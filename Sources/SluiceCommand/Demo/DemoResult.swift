// What one run of the demonstration measured.

import Histogram
import Sluice

struct DemoResult {
  let driver: DriverKind
  /// From the first connection to the last reply.
  var time = Duration.zero
  /// Of the whole process, server and clients together.
  var cpuTime = Duration.zero
  /// Lines that were answered.
  private(set) var requests = 0
  /// Bursts whose answer was not what was sent.
  private(set) var differences = 0
  /// Completions that one system call of the server brought, on average.
  private(set) var completionsPerEnter = 0.0

  private var latencies = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  init(driver: DriverKind) { self.driver = driver }

  mutating func note(_ client: DemoClientResult) {
    requests += client.latencies.count * DemoBurst.lineCount
    differences += client.differences
    for latency in client.latencies { latencies.record(latency) }
  }

  mutating func note(_ server: LoopStatistics) {
    completionsPerEnter = Double(server.completions) / Double(max(1, server.enters))
  }

  var requestsPerSecond: Double { Double(requests) / (time / .seconds(1)) }

  var cpuTimePerRequest: Duration { cpuTime / max(1, requests) }

  /// The latency of a burst that so many per cent did not exceed.
  func latency(percentile: Double) -> Duration {
    .nanoseconds(Int64(clamping: latencies.valueAtPercentile(percentile)))
  }
}
