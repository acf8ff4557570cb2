// What came of some seeds.

import SluiceTesting
import StreamProperties

/// Sums over seeds.
final class SeedResults: @unchecked Sendable {
  // Sendable: one task has it until that task has ended, and then the one that waits for it.

  private(set) var failures: [UInt64] = []
  private(set) var events = 0
  /// Made of the digests of all runs, in whatever order.
  private(set) var digest: UInt64 = 0
  private var faults = FaultCounts()
  private let tally = Tally()

  /// Failures are printed with their traces at first, and then without.
  private static let traced = 3

  /// Whether the property holds.
  func check(_ seed: UInt64, _ plan: SeedPlan) -> Bool {
    do {
      let run = try StreamProperty.check(
        seed: seed, traceLimit: plan.showsTrace ? 100_000 : 200, narrates: plan.showsTrace,
        tally: tally)
      events += run.eventCount
      faults += run.faultCounts
      var mixed = SeededRandom(seed: seed ^ run.digest)
      digest &+= mixed.next()
      if plan.showsTrace { for event in run.events { print(event) } }
      return true
    } catch {
      failures.append(seed)
      if failures.count <= Self.traced {
        print(error)
      } else {
        print("seed \(seed): \(error.reason)")
      }
      return false
    }
  }

  func add(_ more: SeedResults) {
    failures += more.failures
    events += more.events
    digest &+= more.digest
    faults += more.faults
    tally.add(more.tally)
  }

  /// A line for each thing that can be done, come of it, or go wrong; those that never were are marked.
  func printStatistics() {
    var lines = tally.lines
    for kind in FaultKind.allCases { lines.append(("fault \(kind)", faults[kind])) }
    for (name, count) in lines {
      let digits = "\(count)"
      let padding = String(repeating: " ", count: max(1, 36 - name.utf8.count - digits.utf8.count))
      print("\(name)\(padding)\(digits)\(count == 0 ? "  NEVER" : "")")
    }
  }
}
