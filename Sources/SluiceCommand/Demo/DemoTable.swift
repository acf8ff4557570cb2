// The demonstration's results as a table.

import Sluice

/// A row for each driver, and below it what the columns mean.
func demoTable(_ results: [DemoResult]) -> String {
  let heads = ["driver", "requests/s", "p50", "p99", "CPU/request", "completions/enter"]
  let rows = results.map { result in
    [
      result.driver.rawValue, Int(result.requestsPerSecond.rounded()).grouped,
      result.latency(percentile: 50).short, result.latency(percentile: 99).short,
      result.cpuTimePerRequest.short, result.completionsPerEnter.formatted(1),
    ]
  }
  let notes = [
    "p50, p99: from the sending of a burst to the last byte of its answer.",
    "CPU/request: of this process, which is server and clients together.",
    "completions/enter: of the server's loops, for each call that waits in the kernel.",
  ]
  return (["", textTable([heads] + rows, firstColumnIsNames: true), ""] + notes).joined(
    separator: "\n")
}
