// The property of streams over sockets of the real kernel: on both drivers, on each step of io_uring's
// ladder, with queues that are too small, and while the kernel seems to misbehave.

import SluiceLoop
import StreamProperties
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelPropertyTests {
  @Test(arguments: KernelKind.allCases, StreamProperty.Disturbance.allCases)
  func `What one peer wrote is what the other read`(
    kind: KernelKind, disturbance: StreamProperty.Disturbance
  ) async throws {
    let overflows = try await checkSeeds(8, on: kind, disturbance)
    // Else the queue of that kind is not too small.
    #expect(kind != .overflown || overflows > 0)
  }
}

/// Checks so many seeds, and records the first that fails. Where the kernel refuses the driver the test
/// is cancelled, with the reason. Returns how often a completion queue has overflown.
@discardableResult
func checkSeeds(
  _ count: UInt64, on kind: KernelKind, _ disturbance: StreamProperty.Disturbance,
  losesConnections: Bool = false, started: @escaping @Sendable () -> Void = {},
  ending: @escaping @Sendable () -> Void = {}
) async throws -> Int {
  var overflows = 0
  var generator = Seeds.generator()
  let first = generator.next() % 1_000_000
  for seed in first..<first + count {
    let driver: any KernelDriver
    do { driver = try kind.make() } catch {
      try Test.cancel("\(kind) is not to be had here: \(error)")
    }
    do {
      try await StreamProperty.check(
        seed: seed, on: driver, disturbance, losesConnections: losesConnections, started: started,
        ending: ending)
    } catch {
      Issue.record("\(kind), \(disturbance): \(error)\n\(Seeds.note)")
      return overflows
    }
    // Its thread is gone.
    overflows += driver.statistics.overflows
  }
  return overflows
}
