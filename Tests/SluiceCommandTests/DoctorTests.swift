// `sluice doctor`: for people and for programs.

import Foundation
import Testing

@Suite struct DoctorTests {
  @Test func `Its JSON names the driver, the reason and the limits`() async throws {
    let run = try CommandRun(["doctor", "--json"], environment: ["SLUICE_DRIVER": "poll"])
    #expect(try await run.status() == 0)
    let report = try object(run.output)
    #expect(report["driver"] as? String == "poll")
    #expect(report["reason"] as? String == "SLUICE_DRIVER=poll")
    #expect(report["ring"] == nil)
    let advice = try #require(report["advice"] as? [String])
    #expect(advice.contains { $0.contains("SLUICE_DRIVER") })
    #expect((report["tasks"] as? String)?.contains("loop.spawn") == true)
    let limits = try #require(report["limits"] as? [String: String])
    for name in ["kernel", "openFiles", "openFilesMaximum", "lockedMemory", "somaxconn"] {
      #expect(limits[name]?.isEmpty == false, "\(name)")
    }
  }

  @Test func `Where there is a ring it is described`() async throws {
    try CommandDriver.uring.require()
    let run = try CommandRun(["doctor", "--json"], environment: ["SLUICE_DRIVER": "uring"])
    #expect(try await run.status() == 0)
    let report = try object(run.output)
    #expect(report["driver"] as? String == "uring")
    let ring = try #require(report["ring"] as? [String: Any])
    #expect((ring["flags"] as? [String])?.contains("CLAMP") == true)
    #expect((ring["features"] as? [String])?.contains("EXT_ARG") == true)
    #expect(ring["missingFlags"] is [String])
    #expect((ring["submissionEntries"] as? Int ?? 0) > 0)
  }

  @Test func `For people it is rows, advice and a paragraph`() async throws {
    let run = try CommandRun(["doctor"], environment: ["SLUICE_DRIVER": "poll"])
    #expect(try await run.status() == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "driver             poll")
    #expect(lines.contains("Which tasks stay on the loop:"))
    // A word that is longer, such as the name of a kernel, is not broken.
    #expect(lines.allSatisfy { $0.count <= 80 || $0.split(separator: " ").count <= 2 })
  }

  @Test func `Where no loop can be made it says so and fails`() async throws {
    let run = try CommandRun(["doctor", "--json"], environment: ["SLUICE_DRIVER": "none"])
    #expect(try await run.status() == 1)
    let report = try object(run.output)
    #expect(report["driver"] == nil)
    #expect((report["reason"] as? String)?.contains("SLUICE_DRIVER=none") == true)
  }

  private func object(_ text: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: Any])
  }
}
