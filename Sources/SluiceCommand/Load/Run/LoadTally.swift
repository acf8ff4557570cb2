// What the connections of one loop have seen, together.

import Histogram
import Synchronization

/// The count of one loop.
final class LoadTally: @unchecked Sendable {
  // Sendable: `answered` and `failures` are atomic; all else is touched on one loop's thread alone,
  // and read elsewhere only when the tasks there have been awaited.

  /// Requests answered until now, the warm-up and wrong answers included; any thread may read it.
  let answered = Atomic(0)
  /// Errors until now; any thread may read it.
  let failures = Atomic(0)
  /// Of each request since they were last taken, in nanoseconds from its start to its last byte.
  private var latencies = LoadTally.noLatencies
  /// From the start of connecting until the connection was there.
  private(set) var connects = LoadTally.noLatencies
  /// How late requests left that had a free connection at their time: the tool's own delay.
  private(set) var delays = LoadTally.noLatencies
  /// How many of them were late.
  private(set) var lateStarts = 0
  /// When the last reply was complete, on the monotonic clock.
  private(set) var lastReply: UInt64 = 0
  /// Bytes of replies.
  private(set) var bytes = 0
  /// By kind.
  private(set) var problems: [String: LoadProblem] = [:]
  /// Requests without an answer.
  private(set) var unanswered = 0
  /// Requests that were sent again, because a server had said that it answers no more.
  private(set) var resent = 0
  /// What protocols count beside requests.
  private(set) var counts: [String: Int] = [:]
  /// What was to start earlier is not measured.
  var measuresFrom: UInt64 = 0
  /// Whether bytes count.
  var isMeasuring = true

  /// A day: longer than a run lasts.
  private static let longestLatency: UInt64 = 86_400_000_000_000

  static let noLatencies = Histogram<UInt64>(
    highestTrackableValue: LoadTally.longestLatency, numberOfSignificantValueDigits: .three)

  /// Bytes that came.
  func note(bytes count: Int) { if isMeasuring { bytes += count } }

  /// A reply was complete at `time`, to a request that started at `start`.
  func note(start: UInt64, at time: UInt64) {
    if start >= measuresFrom {
      latencies.record(time - start, count: 1)
      lastReply = time
    }
    answered.add(1, ordering: .relaxed)
  }

  /// Replies were complete at `time`, to the oldest requests of `flight`.
  func note(_ count: Int, of flight: inout LoadFlight, at time: UInt64) {
    flight.answer(count) { start, count in
      guard start >= measuresFrom else { return }
      latencies.record(time - start, count: UInt64(count))
      lastReply = time
    }
    answered.add(count, ordering: .relaxed)
  }

  func note(_ problem: LoadProblem) {
    failures.add(problem.count, ordering: .relaxed)
    if problems[problem.kind] == nil {
      problems[problem.kind] = problem
    } else {
      problems[problem.kind]?.count += problem.count
    }
  }

  /// An answer was wrong.
  func note(_ fault: LoadFault) {
    note(LoadProblem(fault))
    answered.add(1, ordering: .relaxed)
  }

  /// A connection was opened in so many nanoseconds.
  func note(connectedIn time: UInt64) { connects.record(time, count: 1) }

  /// A request that was to start at `start` left so many nanoseconds later than it could.
  func note(delay: UInt64, of start: UInt64) {
    guard start >= measuresFrom else { return }
    delays.record(delay, count: 1)
    if Double(delay) / 1000 >= LoadLimit.lateStart { lateStarts += 1 }
  }

  func note(unanswered count: Int) { unanswered += count }
  func note(resent count: Int) { resent += count }

  func note(_ counts: [(name: String, count: Int)]) {
    for (name, count) in counts { self.counts[name, default: 0] += count }
  }

  /// The latencies since they were last taken.
  func takeLatencies() -> Histogram<UInt64> {
    var taken = Self.noLatencies
    swap(&taken, &latencies)
    return taken
  }
}
