// Runs the property of streams for many seeds, as many as one likes.
//
// Usage: simulate [--seeds COUNT] [--first SEED] [--trace] [--until-failure]
//        simulate --kernel KIND [--faults none|delays|failures] [--seeds COUNT] [--first SEED]
//
// With a kind of driver (poll, uring, cooperative, plain, …) the peers talk over the loopback of the real
// kernel instead of the simulated network.

import Glibc
import SluiceTesting
import StreamProperties

@main struct Simulate {
  static func main() async {
    var seeds: UInt64 = 10_000
    var first: UInt64 = 1
    var showsTrace = false
    var kernel: KernelKind?
    var faults = StreamProperty.Disturbance.none
    var stopsAtFailure = false
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--seeds": seeds = number(arguments.popFirst())
      case "--first": first = number(arguments.popFirst())
      case "--trace": showsTrace = true
      case "--until-failure": stopsAtFailure = true
      case "--kernel": kernel = choice(arguments.popFirst())
      case "--faults": faults = choice(arguments.popFirst())
      default:
        fail(
          """
          what is \(argument)? \
          Usage: simulate [--seeds N] [--first N] [--trace] [--until-failure]
          """)
      }
    }
    let range = first..<first + seeds
    let isGood: Bool
    if let kernel {
      isGood = await run(range, on: kernel, faults)
    } else {
      isGood = run(range, showsTrace: showsTrace, stopsAtFailure: stopsAtFailure)
    }
    exit(isGood ? 0 : 1)
  }

  private static func run(
    _ seeds: Range<UInt64>, showsTrace: Bool, stopsAtFailure: Bool
  ) -> Bool {
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
        if stopsAtFailure { break }
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

  /// Over real sockets; stops at the first seed that fails.
  private static func run(
    _ seeds: Range<UInt64>, on kind: KernelKind, _ faults: StreamProperty.Disturbance
  ) async -> Bool {
    let began = ContinuousClock.now
    for seed in seeds {
      do {
        try await StreamProperty.check(seed: seed, on: kind.make(), faults)
      } catch {
        print("\(kind.rawValue), faults \(faults.rawValue): \(error)")
        return false
      }
    }
    let rate = Double(seeds.count) / (began.duration(to: .now) / .seconds(1))
    print(
      "\(seeds.count) seeds from \(seeds.lowerBound) on by \(kind.rawValue), faults "
        + "\(faults.rawValue): \(Int(rate)) a second, none failed")
    return true
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String?
  ) -> Choice {
    guard let text, let choice = Choice(rawValue: text) else {
      fail("\(text ?? "") is none of \(Choice.allCases.map(\.rawValue))")
    }
    return choice
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
