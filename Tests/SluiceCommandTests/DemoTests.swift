// `sluice demo`: both drivers, and what it does with nonsense.

import Testing

@Suite struct DemoTests {
  @Test func `It compares the drivers`() async throws {
    try CommandDriver.uring.require()
    let run = try CommandRun(["demo", "--seconds", "1"])
    #expect(try await run.status() == 0, "\(run.errors)")
    let rows = run.output.split(separator: "\n").map { $0.split(separator: " ") }
    for driver in ["uring", "poll"] {
      // The driver, requests/s, and four figures, three of them with their unit.
      let row = try #require(rows.first { $0.first == driver[...] && $0.count == 9 }, "\(driver)")
      #expect(row[1].contains { "123456789".contains($0) }, "no requests were answered")
    }
    #expect(!run.output.contains("\r"), "a display for terminals went to a file")
  }

  @Test(arguments: ["0", "-1", "soon", "3601"])
  func `Nonsense is a usage error`(seconds: String) async throws {
    let run = try CommandRun(["demo", "--seconds=\(seconds)"])
    #expect(try await run.status() == 64)
    #expect(run.errors.contains("Usage: sluice demo"), "\(run.errors)")
  }
}
