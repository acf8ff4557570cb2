// What a run leaves behind: verdict, percentiles, page, progress.

import Foundation
import FoundationXML
import Glibc
import Sluice
import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct LoadLimitTests {
  @Test(arguments: [
    (LoadLimit(shares: [0.96], seconds: 2), true),
    (LoadLimit(shares: [0.3, 0.99], seconds: 2), true),
    (LoadLimit(shares: [0.94], seconds: 2), false),
    (LoadLimit(shares: [0.99], seconds: 0.9), false),
    (LoadLimit(shares: [], seconds: 2), false),
    (LoadLimit(shares: [0.99], seconds: 2, rate: (1000, 999)), false),
    (LoadLimit(shares: [0.99], seconds: 2, rate: (1000, 999), late: 0.02), true),
    (LoadLimit(shares: [0.99], seconds: 2, rate: (1000, 900)), true),
    // A server that is slow.
    (LoadLimit(shares: [0.5], seconds: 2, rate: (1000, 500)), false),
    (LoadLimit(shares: [0.5], seconds: 2, rate: (1000, 500), late: 0.01), false),
    // Cores that others keep busy.
    (LoadLimit(shares: [0.5], seconds: 2, rate: (1000, 1000), late: 0.011), true),
    (LoadLimit(shares: [0.5], seconds: 0.9, rate: (1000, 1000), late: 1), false),
  ])
  func `The tool knows when it was the limit`(limit: LoadLimit, isLimit: Bool) {
    #expect((limit.sentence != nil) == isLimit, "\(limit)")
  }
}

@Suite struct LoadReportTests {
  private func withFiles<R>(_ body: (String) async throws -> R) async throws -> R {
    let folder = NSTemporaryDirectory() + "sluice-report-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }

  /// Runs the load against the example server, for both files.
  private func files(_ flags: [String]) async throws -> (page: String, percentiles: String) {
    let server = try await CommandServer(["ping"])
    return try await withFiles { folder in
      let run = try CommandRun(
        [
          "load", "ping", "--connect", "\(server.address)", "--report", folder + "/r.html", "--hdr",
          folder + "/h.txt",
        ] + flags)
      _ = try await run.status()
      return (
        try String(contentsOfFile: folder + "/r.html", encoding: .utf8),
        try String(contentsOfFile: folder + "/h.txt", encoding: .utf8)
      )
    }
  }

  @Test func `The page is well-formed, needs nothing, and has every setting`() async throws {
    let flags = [
      "--connections", "3", "--requests", "300", "--rate", "1500", "--arrivals", "poisson",
      "--seed", "77", "--timeout", "9", "--requests-per-connection", "50", "--connect-rate",
      "1234", "--pipeline", "4", "--warm-up", "0.05",
    ]
    let page = try await files(flags).page
    let parser = XMLParser(data: Data(page.utf8))
    #expect(parser.parse(), "\(parser.parserError?.localizedDescription ?? "")")
    for foreign in ["<script", "http://", "https://", "src=", "@import", "url("] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
    for (name, value) in [
      ("protocol", "ping"), ("connections", "3"), ("requests", "300"),
      ("rate", "1,500 requests/s"), ("arrivals", "poisson"), ("seed", "77"), ("timeout", "9 s"),
      ("requests-per-connection", "50"), ("connect-rate", "1,234 connections/s"),
      ("pipeline", "4"), ("warm-up", "0.05 s"), ("loops", "1"), ("verify", "yes"),
      ("loop", "open"),
    ] {
      #expect(page.contains("<dt>\(name)</dt><dd>\(value)</dd>"), "\(name)")
    }
    for title in ["Latency by percentile", "Throughput", "Latency over time", "Errors"] {
      #expect(page.contains("<h2>\(title)</h2>"), "\(title)")
    }
    #expect(page.components(separatedBy: "<svg").count - 1 == 6)
  }

  private func report() -> LoadReport {
    LoadReport(
      settings: LoadSettings(
        protocol: .ping, address: .local(path: "/tmp/<&\">"), connections: 1, pipeline: 1,
        size: nil, limit: .duration(1), loops: 1, driver: .poll),
      driver: EventLoopReports.any)
  }

  /// The report of one request that was answered, and of what else was counted.
  private func report(_ tally: LoadTally) -> LoadReport {
    var report = report()
    tally.note(start: 1, at: 2)
    report.results.note([tally])
    report.results.note(tally.takeLatencies(), seconds: 1)
    return report
  }

  @Test func `A request without an answer is an error where nothing else is`() {
    #expect(report(LoadTally()).isGood)
    let tally = LoadTally()
    tally.note(unanswered: 2)
    let silent = report(tally)
    #expect(!silent.isGood)
    #expect(silent.results.errors == ["unanswered": 2])
    #expect(silent.text.contains("unanswered: 2 requests; the first: the run ended"))
    tally.note(LoadProblem(LoadFault(kind: "other", text: "")))
    #expect(report(tally).results.errors == ["other": 1])
  }

  @Test func `A report of a filling that failed says so`() {
    var report = report(LoadTally())
    #expect(report.title.hasPrefix("ping at "))
    report.settings.isFilling = true
    #expect(report.title.hasPrefix("ping --fill at "))
    #expect(!report.text.contains("the load was not begun"))
    let tally = LoadTally()
    tally.note(LoadFault(kind: "error reply", text: ""))
    report.results.note([tally])
    #expect(report.text.contains("the load was not begun"))
  }

  @Test func `Errors are on the page, whatever is in their text`() {
    var report = report()
    let tally = LoadTally()
    tally.note(LoadProblem(LoadFault(kind: "a<b", text: "\u{1}\"c\" & <d>")))
    report.results.note([tally])
    let page = report.page()
    let parser = XMLParser(data: Data(page.utf8))
    #expect(parser.parse(), "\(parser.parserError?.localizedDescription ?? "")")
    #expect(page.contains("a&lt;b"))
    #expect(page.contains("&quot;c&quot; &amp; &lt;d&gt;"))
    #expect(page.contains("No request was answered. 1 error was counted."))
  }

  @Test func `Percentiles are in the form that plotters read`() async throws {
    let text = try await files(["--requests", "100", "--connections", "2"]).percentiles
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines.first?.split(separator: " ")
        == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"])
    let rows = lines.dropFirst().prefix { !$0.hasPrefix("#") }.map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(rows.dropLast().allSatisfy { $0.count == 4 })
    #expect(rows.last?.count == 3 && rows.last?[1] == 1 && rows.last?[2] == 100)
    #expect(rows.map { $0[0] } == rows.map { $0[0] }.sorted())
    #expect(lines.contains { $0.hasPrefix("#[Mean ") && $0.contains("StdDeviation") })
    #expect(lines.contains { $0.hasPrefix("#[Max ") && $0.contains("Total count") })
    #expect(lines.contains { $0.hasPrefix("#[Buckets ") && $0.contains("SubBuckets") })
  }

  @Test func `Percentiles follow the report where no file is named`() async throws {
    let server = try await CommandServer(["ping"])
    let run = try CommandRun(
      ["load", "ping", "--connect", "\(server.address)", "--requests", "50", "--hdr"])
    #expect(try await run.status() == 0)
    #expect(run.output.contains("50 requests answered"))
    #expect(run.output.contains("1/(1-Percentile)"))
  }

  @Test func `It tells how it goes when it is asked to`() async throws {
    let server = try await CommandServer(["ping"])
    let run = try CommandRun([
      "load", "ping", "--connect", "\(server.address)", "--duration", "0.6", "--warm-up", "0.2",
      "--connections", "2", "--progress",
    ])
    _ = try await run.status()
    let lines = run.errors.split(separator: "\n").map(String.init)
    #expect(lines.first == "warming up, 0 s left", "\(lines)")
    #expect(
      lines.contains { line in
        ["requests/s, p50 ", ", p99 ", " errors, ", " s left"].allSatisfy { line.contains($0) }
      }, "\(lines)")
  }

  @Test func `A file that cannot be written is a failure`() async throws {
    let server = try await CommandServer(["ping"])
    let run = try CommandRun([
      "load", "ping", "--connect", "\(server.address)", "--requests", "5", "--report", "/none/x",
    ])
    #expect(try await run.status() == 1)
    #expect(run.errors.contains("--report: /none/x cannot be written"), "\(run.errors)")
  }

  @Test func `Of a run that was long enough, the status says who was the limit`() async throws {
    let server = try await CommandServer(["ping"])
    let load = try await LoadOutcome(
      ["ping", "--pipeline", "32", "--duration", "1.2"], connecting: server.address, on: .poll)
    #expect(load.results.errors == [:])
    #expect(load.isGood)
  }
}

/// A report of a driver, as a loop has it.
private enum EventLoopReports {
  static let any = EventLoopGroup.default.loops[0].driver
}
