// `sluice load` against the example servers: its counts are exact, and its flags are checked.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite struct LoadTests {
  @Test(
    arguments: CommandDriver.allCases,
    [
      // The last ones do not fit into a stream's buffer, and are sent by a task of their own.
      ("echo", ["--size", "1"], 1), ("echo", ["--pipeline", "7"], 64),
      ("line", ["--size", "3", "--pipeline", "32"], 3), ("line", ["--loops", "2"], 40),
      ("ping", ["--pipeline", "16"], 7), ("echo", ["--size", "300000"], 300_000),
      ("line", ["--size", "20000", "--pipeline", "8"], 20_000),
    ])
  func `Every request is answered and counted`(
    driver: CommandDriver, traffic: (name: String, flags: [String], reply: Int)
  ) async throws {
    try driver.require()
    let server = try await CommandServer([traffic.name, "--driver", driver.rawValue])
    // Not a multiple of the connections, nor of the pipeline.
    let load = try await LoadOutcome(
      [traffic.name, "--connections", "3", "--requests", "101"] + traffic.flags,
      connecting: server.address, on: driver)
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.driver == driver.rawValue)
    #expect(load.results.requests == 101)
    #expect(load.results.bytes == 101 * traffic.reply)
    #expect(load.results.unanswered == 0)
    #expect(load.results.errors.isEmpty)
    let statistics = try await server.stop(by: SIGTERM)
    #expect(statistics["accepted"] == 3)
    #expect(statistics["bytes-out"] == load.results.bytes)
  }

  @Test(arguments: CommandDriver.allCases)
  func `The report has settings and figures`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["line"], at: "\(DriverFamily.abstract.freshAddress())")
    let load = try await LoadOutcome(
      ["line", "--duration", "0.2", "--connections", "2", "--pipeline", "4"],
      connecting: server.address, on: driver)
    #expect(load.status == 0, "\(load.results.firstErrors)")
    let settings = load.settings
    #expect(settings.protocol == "line")
    #expect(settings.address == "\(server.address)")
    #expect((settings.connections, settings.pipeline, settings.loops) == (2, 4, 1))
    #expect((settings.size, settings.duration, settings.requests) == (40, 0.2, nil))
    #expect(settings.driver == driver.rawValue)
    let results = load.results
    #expect(results.requests > 0)
    #expect(results.bytes == results.requests * 40)
    #expect(results.requestsPerSecond == Double(results.requests) / results.seconds)
    #expect(results.enters > 0)
    #expect(results.submissions > 0)
    // The fallback connects to a local listener without waiting.
    #expect(results.connectEnters > 0 || driver == .poll)
    #expect(results.clientCPUMicrosecondsPerRequest > 0)
    let latencies = ["p50", "p90", "p99", "p99.9", "max"].map { results.latencyMicroseconds[$0] }
    let known = latencies.compactMap { $0 }
    #expect(known.count == 5)
    #expect(known == known.sorted())
    #expect(known.first ?? 0 > 0)
  }

  @Test func `Fewer requests than connections are no more than that`() async throws {
    let server = try await CommandServer(["ping"])
    let load = try await LoadOutcome(
      ["ping", "--connections", "5", "--requests", "2"], connecting: server.address, on: .poll)
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 2)
    #expect(load.settings.size == nil)
  }

  @Test func `For people it is a row of figures`() async throws {
    let server = try await CommandServer(["echo"])
    let run = try CommandRun([
      "load", "echo", "--connect", "\(server.address)", "--requests", "1234",
    ])
    #expect(try await run.status() == 0)
    #expect(run.output.contains("requests/s"))
    #expect(run.output.contains("p99.9"))
    #expect(run.output.contains("1,234 requests answered"))
    #expect(run.errors == "")
  }

  @Test(arguments: [
    [],
    ["echo"],
    ["discard", "--connect", "127.0.0.1:1"],
    ["echo", "--connect", "127.0.0.1"],
    ["echo", "--connect", "127.0.0.1:1", "--connections", "0"],
    ["echo", "--connect", "127.0.0.1:1", "--pipeline", "0"],
    ["echo", "--connect", "127.0.0.1:1", "--pipeline", "65537"],
    ["echo", "--connect", "127.0.0.1:1", "--loops", "0"],
    ["echo", "--connect", "127.0.0.1:1", "--size", "0"],
    ["line", "--connect", "127.0.0.1:1", "--size", "2"],
    ["echo", "--connect", "127.0.0.1:1", "--size", "1073741825"],
    ["echo", "--connect", "127.0.0.1:1", "--duration", "0"],
    ["echo", "--connect", "127.0.0.1:1", "--duration=-1"],
    ["echo", "--connect", "127.0.0.1:1", "--duration", "nan"],
    ["echo", "--connect", "127.0.0.1:1", "--requests", "0"],
    ["echo", "--connect", "127.0.0.1:1", "--requests", "1", "--duration", "1"],
    ["echo", "--connect", "127.0.0.1:1", "--driver", "epoll"],
  ])
  func `Bad arguments are a usage error`(arguments: [String]) async throws {
    let run = try CommandRun(["load"] + arguments)
    #expect(try await run.status() == 64)
    #expect(run.output == "")
    #expect(run.errors.contains("Usage: sluice load"), "\(run.errors)")
  }

  @Test(arguments: [
    ("ping", ["--size", "7"], "--size"), ("ping", ["--rate", "0"], "--rate"),
    ("ping", ["--rate", "nan"], "--rate"), ("ping", ["--arrivals", "poisson"], "--arrivals"),
    ("ping", ["--rate", "1", "--arrivals", "evenly"], "--arrivals"),
    ("ping", ["--connect-rate=-1"], "--connect-rate"), ("ping", ["--timeout", "0"], "--timeout"),
    ("ping", ["--warm-up=-1"], "--warm-up"), ("ping", ["--warm-up", "inf"], "--warm-up"),
    ("ping", ["--requests-per-connection", "0"], "--requests-per-connection"),
    ("ping", ["--seed=-1"], "--seed"), ("ping", ["--loops", "1025"], "--loops"),
    ("ping", ["--loops", "3", "--connections", "2"], "--loops must be at most --connections"),
    ("ping", ["--ratio", "1:1"], "--ratio"), ("ping", ["--fill"], "--fill"),
    ("ping", ["--path", "/"], "--path"), ("ping", ["--no-keep-alive"], "--no-keep-alive"),
    ("ping", ["--script", "x"], "--script"), ("ping", ["--json", "--hdr"], "--hdr"),
    ("script", [], "--script"),
    ("resp", ["--ratio", "0:0"], "--ratio"), ("resp", ["--value-size", "5-4"], "--value-size"),
    ("resp", ["--value-size", "a"], "--value-size"), ("resp", ["--key-space", "0"], "--key-space"),
    ("resp", ["--key-order", "zipf"], "--key-order"),
    ("resp", ["--value-size", "60000000", "--pipeline", "100"], "--value-size"),
    ("http", ["--path", "x"], "--path"), ("http", ["--path", "/a b"], "--path"),
    ("http", ["--header", "x"], "--header"), ("http", ["--header", "a b: c"], "--header"),
    ("http", ["--status", "99"], "--status"),
    ("http", ["--no-keep-alive", "--pipeline", "2"], "--no-keep-alive"),
    ("http", ["--no-keep-alive", "--requests-per-connection", "2"], "--no-keep-alive"),
    ("echo", ["--udp", "--no-verify"], "--no-verify"),
    ("echo", ["--udp", "--connect-rate", "1"], "--connect-rate"),
  ])
  func `Bad input names the option`(
    name: String, flags: [String], option: String
  ) async throws {
    let run = try CommandRun(["load", name, "--connect", "127.0.0.1:1"] + flags)
    #expect(try await run.status() == 64)
    #expect(run.output == "")
    #expect(run.errors.contains(option), "\(run.errors)")
  }
}
