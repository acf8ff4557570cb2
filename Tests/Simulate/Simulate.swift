// Runs the property of streams for many seeds, as many as one likes.
//
// Usage: simulate [--seeds COUNT] [--first SEED] [--trace]

import Glibc
import SluiceTesting
import StreamProperties

@main struct Simulate {
  static func main() {
    var seeds: UInt64 = 10_000
    var first: UInt64 = 1
    var showsTrace = false
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--seeds": seeds = number(arguments.popFirst())
      case "--first": first = number(arguments.popFirst())
      case "--trace": showsTrace = true
      default: fail("what is \(argument)? Usage: simulate [--seeds N] [--first N] [--trace]")
      }
    }
    exit(run(first..<first + seeds, showsTrace: showsTrace) ? 0 : 1)
  }

  private static func run(_ seeds: Range<UInt64>, showsTrace: Bool) -> Bool {
    let began = ContinuousClock.now
    var failures: [UInt64] = []
    var events = 0
    var digest: UInt64 = 0
    for seed in seeds {
      do {
        let run = try StreamProperty.check(
          seed: seed, traceLimit: showsTrace ? 100_000 : 200, narrates: showsTrace)
        events += run.eventCount
        digest = (digest &* 31) ^ run.digest
        if showsTrace { for event in run.events { print(event) } }
      } catch {
        failures.append(seed)
        if failures.count <= 3 { print(error) } else { print("seed \(seed): \(error.reason)") }
      }
    }
    let lasted = began.duration(to: .now) / .seconds(1)
    print(
      "\(seeds.count) seeds from \(seeds.lowerBound) on, \(events) events, digest \(String(digest, radix: 16))"
    )
    print(
      "\(Int(Double(seeds.count) / lasted)) seeds a second; \(failures.count) failed: \(failures)")
    return failures.isEmpty
  }

  private static func number(_ text: String?) -> UInt64 {
    guard let text, let number = UInt64(text) else { fail("a number is missing") }
    return number
  }

  private static func fail(_ message: String) -> Never {
    print(message)
    exit(64)
  }
}
