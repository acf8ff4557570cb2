// One connection of the demonstration's load.

import Sluice

/// What one connection saw.
struct DemoClientResult: Sendable {
  /// Nanoseconds of each burst, from its sending to the last byte of its answer.
  var latencies: [UInt64] = []
  /// Bursts whose answer was not what was sent.
  var differences = 0
}

enum DemoClient {
  /// Sends one burst after the other until `end`, and at least one.
  static func run(
    number: Int, to address: SocketAddress, until end: SuspendingClock.Instant,
    counting progress: DemoProgress
  ) async throws -> DemoClientResult {
    try await SocketStream.withConnection(to: .address(address)) { stream in
      var result = DemoClientResult()
      var burst = DemoBurst(connection: number)
      var started = SuspendingClock.now
      repeat {
        burst.stamp(UInt32(truncatingIfNeeded: result.latencies.count))
        if try await !burst.exchange(over: stream) { result.differences += 1 }
        let now = SuspendingClock.now
        result.latencies.append(UInt64((now - started) / .nanoseconds(1)))
        progress.add(DemoBurst.lineCount)
        started = now
      } while started < end
      return result
    }
  }
}
