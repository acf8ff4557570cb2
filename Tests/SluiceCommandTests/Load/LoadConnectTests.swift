// `sluice load` opens its connections together, and knows how many it may open.

import Glibc
import TestSupport
import Testing

@Suite struct LoadConnectTests {
  @Test func `A thousand connections are opened by at most fifty calls`() async throws {
    try CommandDriver.uring.require()
    let server = try await CommandServer(["echo", "--driver", "uring"])
    let load = try await LoadOutcome(
      ["echo", "--connections", "1000", "--requests", "1000"], connecting: server.address,
      on: .uring)
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 1000)
    #expect(1...50 ~= load.results.connectEnters, "\(load.results.connectEnters)")
    #expect(try await server.stop(by: SIGTERM)["accepted"] == 1000)
  }

  @Test func `More connections than descriptors are refused, with both numbers`() async throws {
    let process = try ChildProcess.run(
      "/bin/sh",
      [
        "-c", "ulimit -n 64; exec \"$0\" load echo --connect 127.0.0.1:1 --connections 100",
        builtProgram("sluice"),
      ])
    let said = process.errors
    #expect(process.wait() == .exited(1))
    #expect(said.contains("100 connections need"), "\(said)")
    #expect(said.contains("may have 64"), "\(said)")
  }
}
