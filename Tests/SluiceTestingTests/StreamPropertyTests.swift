// The property of streams, over as many seeds as there is time for.

import Glibc
import SluiceTesting
import StreamProperties
import Testing

/// Builds for tests are slow; `.ci/simulate` goes on with many more.
private let seedCount: UInt64 = {
  // Nothing in the tests sets it.
  guard let text = unsafe getenv("SLUICE_SEEDS") else { return 500 }
  return UInt64(unsafe String(cString: text)) ?? 500
}()

@Suite struct StreamPropertyTests {
  @Test func `What one peer wrote is what the other read`() {
    for seed in 1...seedCount {
      do { try StreamProperty.check(seed: seed) } catch {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(arguments: [1, 77, 1_234_567] as [UInt64])
  func `A seed brings the same run each time`(seed: UInt64) throws {
    let first = try StreamProperty.check(seed: seed)
    let second = try StreamProperty.check(seed: seed)
    #expect(first.digest == second.digest)
    #expect(first.events == second.events)
    #expect(first.duration == second.duration)
  }
}
