// Two ways to do the same, timed one after the other in turns.

import Glibc

/// What is measured against what, and how much more it may cost.
struct Comparison {
  let name: String
  let limit: Double
  let rounds: Int

  /// Each does the work once and returns the nanoseconds it took.
  let ours: () -> Int
  let reference: () -> Int

  /// The median of the ratios of neighbouring rounds, so that what slows the machine down slows
  /// both.
  func run() -> (ours: Int, reference: Int, ratio: Double) {
    _ = (ours(), reference())
    var times: [(ours: Int, reference: Int)] = []
    for round in 0..<rounds {
      if round % 2 == 0 {
        let first = ours()
        times.append((first, reference()))
      } else {
        let first = reference()
        times.append((ours(), first))
      }
    }
    let ratios = times.map { Double($0.ours) / Double($0.reference) }
    return (
      median(times.map { $0.ours }), median(times.map { $0.reference }), median(ratios)
    )
  }
}

func median<Value: Comparable>(_ values: [Value]) -> Value { values.sorted()[values.count / 2] }

/// How long `body` takes, in nanoseconds. What it returns is kept, so that it is not left out.
func nanoseconds(_ body: () -> Int) -> Int {
  let start = now()
  let result = body()
  let end = now()
  precondition(result != 0, "the work came to nothing")
  return end - start
}

private func now() -> Int {
  var time = timespec()
  // Filled by the call.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
