// `sluice doctor`: which driver this machine gives, why, and what to change.

import ArgumentParser
import Sluice

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show which driver works here and why, the limits, and what to change.",
    discussion: "The exit status is 1 where not even the fallback can be had.")

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let report = await DoctorReport.make()
    if json {
      try printJSON(report)
    } else {
      printNow(report.text)
    }
    guard report.driver != nil else { throw ExitCode.failure }
  }
}
