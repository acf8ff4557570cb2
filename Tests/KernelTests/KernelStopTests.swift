// Processes that are stopped and continued while they talk (SIGSTOP, SIGCONT): nothing is lost, and
// nothing comes twice.

import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelStopTests {
  /// Who is stopped.
  enum Side: CaseIterable {
    case server, client, both
  }

  @Test(arguments: ["poll", "uring"], Side.allCases)
  func `Nothing is lost while a side stands still`(driver: String, side: Side) async throws {
    if driver == "uring" { try requireUring() }
    let environment = ["SLUICE_DRIVER": driver]
    let program = builtProgram("talk")
    let server = try ChildProcess(program, ["serve"], environment: environment)
    while !server.output.contains("\n"), server.isRunning { usleep(5_000) }
    let port = server.output.split(separator: "\n").first.map(String.init)
    let client = try ChildProcess(
      program, ["connect", try #require(port), "900"], environment: environment)
    var stops = 0
    while client.isRunning {
      if side != .client { server.send(SIGSTOP) }
      if side != .server { client.send(SIGSTOP) }
      usleep(12_000)
      if side != .client { server.send(SIGCONT) }
      if side != .server { client.send(SIGCONT) }
      stops += 1
      usleep(12_000)
    }
    #expect(stops > 3, "the story was too short")
    #expect(client.wait() == .exited(0), "\(client.output) \(client.errors)")
    #expect(server.wait() == .exited(0), "\(server.output) \(server.errors)")
    #expect(client.output.contains("heard 900"))
    #expect(server.output.contains("heard 900"))
  }
}
