// What the connections of one loop have seen, together.

import Histogram
import Synchronization

/// The count of one loop.
final class LoadTally: @unchecked Sendable {
  // Sendable: `answered` is atomic; all else is touched by tasks that stay on one loop, of which
  // one runs at a time, and read when those tasks have been awaited.

  /// Requests answered until now; any thread may read it.
  let answered = Atomic(0)
  /// Of each request, in nanoseconds from its sending to its last byte.
  private(set) var latencies = Histogram<UInt64>(
    highestTrackableValue: LoadTally.longestLatency, numberOfSignificantValueDigits: .three)
  /// When the last reply was complete, on the monotonic clock.
  private(set) var lastReply: UInt64 = 0
  /// Bytes of replies that were right.
  private(set) var bytes = 0

  /// A day: longer than a run lasts.
  private static let longestLatency: UInt64 = 86_400_000_000_000

  /// Bytes that were as expected.
  func note(bytes count: Int) { bytes += count }

  /// A reply was complete at `time`, to a request that was sent at `sent`.
  func note(sent: UInt64, at time: UInt64) {
    latencies.record(time - sent, count: 1)
    lastReply = time
    answered.add(1, ordering: .relaxed)
  }

  /// Replies were complete at `time`, to the oldest requests of `flight`.
  func note(_ count: Int, of flight: inout LoadFlight, at time: UInt64) {
    flight.answer(count) { sent, count in
      latencies.record(time - sent, count: UInt64(count))
    }
    lastReply = time
    answered.add(count, ordering: .relaxed)
  }
}
