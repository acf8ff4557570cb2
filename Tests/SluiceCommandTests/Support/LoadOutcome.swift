// What `sluice load --json` reports.

import Foundation
import Sluice
import Testing

/// The end of a run of the load.
struct LoadOutcome {
  let status: Int32
  let settings: Settings
  let results: Results

  /// Whether nothing failed. On a busy machine a run of a second or more may have to say that it
  /// was the limit itself.
  var isGood: Bool { status == (results.toolLimit == nil ? 0 : 75) }

  struct Settings: Decodable {
    let `protocol`: String
    let address: String
    let connections: Int
    let pipeline: Int
    let size: Int?
    let duration: Double?
    let requests: Int?
    let loops: Int
    let driver: String
    let phase: String?
    let timeout: Double?
    let connectRate: Double?
  }

  struct Results: Decodable {
    let driver: String
    let requests: Int
    let unanswered: Int
    let seconds: Double
    let requestsPerSecond: Double
    let latencyMicroseconds: [String: Double]
    let bytes: Int
    let errors: [String: Int]
    let firstErrors: [String: String]
    let clientCPUMicrosecondsPerRequest: Double
    let enters: Int
    let submissions: Int
    let connectEnters: Int
    let resent: Int
    let counts: [String: Int]
    let connections: Connections
    let timeline: [Sample]
    let toolLimit: String?
    let startDelayMicroseconds: [String: Double]?

    struct Connections: Decodable {
      let opened: Int
    }

    struct Sample: Decodable {
      let seconds: Double
      let requests: Int
    }
  }

  /// Runs `sluice load` to its end.
  init(
    _ arguments: [String], connecting address: SocketAddress, on driver: CommandDriver
  ) async throws {
    let run = try CommandRun(
      ["load"] + arguments
        + ["--connect", "\(address)", "--driver", driver.rawValue, "--json"])
    status = try await run.status()
    struct Report: Decodable {
      let settings: Settings
      let results: Results
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    settings = report.settings
    results = report.results
    // Of a run of a second or more, the load may have to say that it was the limit itself.
    #expect(
      run.errors == (results.toolLimit.map { "sluice: \($0)\n" } ?? ""),
      "nothing else is said on standard error where there is a report")
  }
}
