// Seeds, handed out in small runs to as many tasks as there are processors.
//
// What a seed does depends on the seed alone, and so does everything that is counted: neither the number
// of tasks nor who takes which run changes a sum.

import Glibc
import SluiceTesting
import StreamProperties
import Synchronization

/// Which seeds, and how.
struct SeedPlan: Sendable {
  var first: UInt64 = 1
  var count: UInt64 = 10_000
  var jobs = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  var showsTrace = false
  var stopsAtFailure = false
}

enum SeedShift {
  /// Seeds that a task takes at a time.
  private static let runLength: UInt64 = 50

  /// Runs them all. A failure is printed when it is found.
  static func run(_ plan: SeedPlan) async -> SeedResults {
    let handout = Handout()
    return await withTaskGroup(of: SeedResults.self) { tasks in
      for _ in 0..<plan.jobs {
        tasks.addTask {
          let results = SeedResults()
          while let start = handout.take(runLength, of: plan.count) {
            let end = min(start + runLength, plan.count)
            for seed in plan.first + start..<plan.first + end {
              guard !results.check(seed, plan), plan.stopsAtFailure else { continue }
              handout.close()
              return results
            }
          }
          return results
        }
      }
      let all = SeedResults()
      for await results in tasks { all.add(results) }
      return all
    }
  }
}

/// Where the next run of seeds begins.
private final class Handout: Sendable {
  private let next = Atomic<UInt64>(0)
  private let isClosed = Atomic<Bool>(false)

  /// Nil where all `limit` of them were taken, or no more are wanted.
  func take(_ count: UInt64, of limit: UInt64) -> UInt64? {
    guard !isClosed.load(ordering: .relaxed) else { return nil }
    let start = next.add(count, ordering: .relaxed).oldValue
    return start < limit ? start : nil
  }

  /// Hands out no more.
  func close() { isClosed.store(true, ordering: .relaxed) }
}
