// The figures of a run. The names of the properties are the keys of its JSON.

import Histogram
import Sluice

struct LoadResults: Encodable {
  /// The driver that carried the loops.
  let driver: String
  /// Requests that were answered rightly, the warm-up left out.
  private(set) var requests = 0
  /// Requests that never got an answer, those that never could be sent included.
  private(set) var unanswered = 0
  /// Requests that were sent once more, since a server had ended its connection with notice.
  private(set) var resent = 0
  /// From the end of the warm-up to the last reply.
  private(set) var seconds = 0.0
  private(set) var requestsPerSecond = 0.0
  /// From the start of a request, in an open loop the intended one, to the last byte of its reply.
  private(set) var latencyMicroseconds = Latency()
  /// In an open loop: how late requests left for which a connection was free.
  var startDelayMicroseconds: Latency?
  /// Bytes of all replies.
  private(set) var bytes = 0
  /// By what failed; the warm-up is not left out.
  private(set) var errors: [String: Int] = [:]
  /// The first error of each kind, with all that is known.
  private(set) var firstErrors: [String: String] = [:]
  /// What the errors of a kind count.
  private(set) var errorUnits: [String: String] = [:]
  /// What the protocol counts beside: hits and misses.
  private(set) var counts: [String: Int] = [:]
  var connections = Connections([])
  var clientCPUMicrosecondsPerRequest = 0.0
  /// Of the measured time, the part that each loop's thread was busy.
  var clientCPUShares: [Double] = []
  /// Why the tool itself was the limit, if it was.
  var toolLimit: String?
  /// Calls of the kernel that submitted and fetched, while requests were sent and answered.
  private(set) var enters = 0
  /// Operations, likewise.
  private(set) var submissions = 0
  /// As `enters`, while the connections were opened.
  var connectEnters = 0
  /// How it went over time.
  var timeline: [LoadSample] = []

  init(driver: String) { self.driver = driver }

  /// Microseconds.
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

    init() {}

    init(_ histogram: Histogram<UInt64>) {
      p50 = histogram.microseconds(50)
      p90 = histogram.microseconds(90)
      p99 = histogram.microseconds(99)
      p999 = histogram.microseconds(99.9)
      max = Double(histogram.maxRecorded) / 1000
    }
  }

  /// The connections that were opened, and how long that took.
  struct Connections: Encodable {
    let opened: Int
    let microseconds: Latency

    init(_ tallies: [LoadTally]) {
      var connects = LoadTally.noLatencies
      for tally in tallies { connects.add(tally.connects) }
      opened = Int(connects.totalCount)
      microseconds = Latency(connects)
    }
  }

  /// Takes over what the loops have counted, all of it together. What stayed unanswered though
  /// nothing failed, as after a connection that came too late, is an error of its own.
  mutating func note(_ tallies: [LoadTally]) {
    for tally in tallies { note(tally) }
    if errors.isEmpty, unanswered > 0 { note(LoadProblem(unanswered: unanswered)) }
  }

  private mutating func note(_ tally: LoadTally) {
    bytes += tally.bytes
    unanswered += tally.unanswered
    resent += tally.resent
    counts.merge(tally.counts, uniquingKeysWith: +)
    for problem in tally.problems.values { note(problem) }
  }

  private mutating func note(_ problem: LoadProblem) {
    errors[problem.kind, default: 0] += problem.count
    if firstErrors[problem.kind] == nil { firstErrors[problem.kind] = problem.text }
    errorUnits[problem.kind] = problem.unit.rawValue
  }

  mutating func note(_ before: LoopStatistics, _ after: LoopStatistics) {
    enters = after.enters - before.enters
    submissions = after.submissions - before.submissions
  }

  mutating func note(_ latencies: Histogram<UInt64>, seconds: Double) {
    requests = Int(latencies.totalCount)
    self.seconds = seconds
    requestsPerSecond = Double(requests) / seconds
    latencyMicroseconds = Latency(latencies)
  }
}
