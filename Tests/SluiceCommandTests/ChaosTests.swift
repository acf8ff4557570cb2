// A short run of the chaos client. A long one is `make chaos`.

import TestSupport
import Testing

@Suite struct ChaosTests {
  @Test(arguments: CommandDriver.allCases)
  func `Ten thousand requests are answered, each byte as it must be`(
    driver: CommandDriver
  ) throws {
    try driver.require()
    let seed = Seeds.run
    let run = try ChildProcess.run(
      builtProgram("chaos"),
      [
        "--driver", driver.rawValue, "--requests", "10000", "--connections", "30", "--seed",
        "\(seed)",
      ])
    #expect(run.wait() == .exited(0), "seed \(seed): \(run.output) \(run.errors)")
    #expect(run.output.contains("\nok     answered "), "\(run.output)")
  }
}
