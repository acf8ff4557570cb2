// Runs the property of streams for many seeds, as many as one likes.

import Glibc
import SluiceTesting
import StreamProperties

@main struct Simulate {
  private static let usage = """
    Usage: simulate [--seeds COUNT] [--first SEED] [--jobs COUNT] [--statistics] [--trace] [--until-failure]
           simulate --kernel KIND [--faults none|delays|failures] [--seeds COUNT] [--first SEED]
      --seeds          how many (10000), from --first (1) on
      --jobs           how many seeds run at the same time: as many as there are processors
      --statistics     says how often what was called, what came of it, and which faults happened
      --trace          shows what happens in each run
      --until-failure  takes no more seeds when one has failed; with --jobs 1 that is the first that does
      --kernel         the peers talk over the loopback of the real kernel, instead of the simulated
                       network, by a kind of driver: poll, uring, cooperative, plain, …
    """

  static func main() async {
    var plan = SeedPlan()
    var showsStatistics = false
    var kernel: KernelKind?
    var faults = StreamProperty.Disturbance.none
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--seeds": plan.count = number(arguments.popFirst())
      case "--first": plan.first = number(arguments.popFirst())
      case "--jobs": plan.jobs = Int(max(1, number(arguments.popFirst())))
      case "--trace": plan.showsTrace = true
      case "--until-failure": plan.stopsAtFailure = true
      case "--statistics": showsStatistics = true
      case "--kernel": kernel = choice(arguments.popFirst())
      case "--faults": faults = choice(arguments.popFirst())
      default: fail("what is \(argument)?\n\(usage)")
      }
    }
    let isGood: Bool
    if let kernel {
      isGood = await run(plan, on: kernel, faults)
    } else {
      isGood = await run(plan, showsStatistics: showsStatistics)
    }
    exit(isGood ? 0 : 1)
  }

  private static func run(_ plan: SeedPlan, showsStatistics: Bool) async -> Bool {
    let began = ContinuousClock.now
    let results = await SeedShift.run(plan)
    let lasted = began.duration(to: .now) / .seconds(1)
    if showsStatistics { results.printStatistics() }
    print(
      """
      \(plan.count) seeds from \(plan.first) on, \(results.events) events, \
      digest \(String(results.digest, radix: 16))
      \(Int(Double(plan.count) / lasted)) seeds a second, \(plan.jobs) at a time; \
      \(results.failures.count) failed: \(results.failures.sorted())
      """)
    return results.failures.isEmpty
  }

  /// Over real sockets; stops at the first seed that fails.
  private static func run(
    _ plan: SeedPlan, on kind: KernelKind, _ faults: StreamProperty.Disturbance
  ) async -> Bool {
    let began = ContinuousClock.now
    for seed in plan.first..<plan.first + plan.count {
      do {
        try await StreamProperty.check(seed: seed, on: kind.make(), faults)
      } catch {
        print("\(kind.rawValue), faults \(faults.rawValue): \(error)")
        return false
      }
    }
    let rate = Double(plan.count) / (began.duration(to: .now) / .seconds(1))
    print(
      "\(plan.count) seeds from \(plan.first) on by \(kind.rawValue), faults "
        + "\(faults.rawValue): \(Int(rate)) a second, none failed")
    return true
  }

  // MARK: Arguments

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String?
  ) -> Choice {
    guard let text, let choice = Choice(rawValue: text) else {
      fail("\(text ?? "") is none of \(Choice.allCases.map(\.rawValue))")
    }
    return choice
  }

  private static func number(_ text: String?) -> UInt64 {
    guard let text, let number = UInt64(text) else { fail("a number is missing\n\(usage)") }
    return number
  }

  private static func fail(_ message: String) -> Never {
    print(message)
    exit(64)
  }
}
