// `sluice load resp` and `script` against small servers, right ones and wrong ones.

import Foundation
import Sluice
import Synchronization
import TestSupport
import Testing

/// Keys and values; nothing else of Redis.
private final class Store: Sendable {
  private let values = Mutex<[String: String]>([:])

  var count: Int { values.withLock { $0.count } }

  func serve(_ stream: SocketStream, wrongly fault: String? = nil) async throws {
    while let head = try await stream.readLine() {
      var words: [String] = []
      for _ in 0..<(Int(head.dropFirst()) ?? 0) {
        _ = try await stream.readLine()
        words.append(try await stream.readLine() ?? "")
      }
      let key = words[1]
      if let fault, key.hasSuffix("3") {
        try await stream.write(fault)
      } else if words[0] == "SET" {
        values.withLock { $0[key] = words[2] }
        try await stream.write("+OK\r\n")
      } else if let value = values.withLock({ $0[key] }) {
        try await stream.write("$\(value.utf8.count)\r\n\(value)\r\n")
      } else {
        try await stream.write("$-1\r\n")
      }
    }
  }
}

@Suite struct LoadRespTests {
  @Test(arguments: CommandDriver.allCases)
  func `A filled store has every key`(driver: CommandDriver) async throws {
    try driver.require()
    let store = Store()
    let load = try await withServer {
      try await store.serve($0)
    } _: {
      try await LoadOutcome(
        [
          "resp", "--connections", "3", "--requests", "200", "--pipeline", "4", "--key-space", "50",
          "--value-size", "0-300", "--ratio", "1:3", "--fill",
        ], connecting: $0, on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 200)
    #expect(load.results.counts["misses"] == 0)
    #expect(1..<200 ~= load.results.counts["hits"] ?? 0)
    #expect(store.count == 50)
  }

  @Test(arguments: CommandDriver.allCases)
  func `An empty store misses, and that is right`(driver: CommandDriver) async throws {
    try driver.require()
    let store = Store()
    let load = try await withServer {
      try await store.serve($0)
    } _: {
      try await LoadOutcome(
        ["resp", "--connections", "2", "--requests", "20", "--ratio", "0:1"], connecting: $0,
        on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.counts == ["hits": 0, "misses": 20])
  }

  @Test(
    arguments: CommandDriver.allCases,
    [
      ("-ERR full\r\n", "error reply", "the error \"ERR full\""),
      ("$1\r\nx\r\n", "wrong value", "was answered with 1 bytes, its value has 32"),
      ("$32\r\n\(String(repeating: "\u{7f}", count: 32))\r\n", "wrong value", "from byte 0 on"),
    ])
  func `A wrong answer is counted, and the connection goes on`(
    driver: CommandDriver, fault: (text: String, kind: String, reason: String)
  ) async throws {
    try driver.require()
    let store = Store()
    let load = try await withServer {
      try await store.serve($0, wrongly: fault.text)
    } _: {
      try await LoadOutcome(
        [
          "resp", "--connections", "1", "--requests", "30", "--key-space", "10", "--key-order",
          "sequential", "--ratio", "0:1",
        ], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == [fault.kind: 3])
    #expect(load.results.requests == 27)
    let text = load.results.firstErrors[fault.kind] ?? ""
    #expect(text.hasPrefix("GET key:000000000003 was"), "\(text)")
    #expect(text.contains(fault.reason), "\(text)")
  }

  @Test func `A filling that fails is named, and goes by the same rules`() async throws {
    let store = Store()
    let load = try await withServer {
      try await store.serve($0, wrongly: "-ERR full\r\n")
    } _: {
      try await LoadOutcome(
        [
          "resp", "--connections", "1", "--requests", "30", "--key-space", "10", "--fill",
          "--timeout", "60", "--connect-rate", "500",
        ], connecting: $0, on: .poll)
    }
    #expect(load.status == 1)
    #expect(load.settings.phase == "fill")
    #expect((load.settings.timeout, load.settings.connectRate) == (60, 500))
    #expect(load.results.errors == ["error reply": 1])
    #expect(load.results.requests == 9)
  }

  // MARK: Scripts

  private func withScript<R>(
    _ text: String, _ body: (String) async throws -> R
  ) async throws -> R {
    let path = NSTemporaryDirectory() + "sluice-script-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  @Test(arguments: CommandDriver.allCases, [1, 5])
  func `A script is gone through again and again`(
    driver: CommandDriver, pipeline: Int
  ) async throws {
    try driver.require()
    let server = try await CommandServer(["ping", "--driver", driver.rawValue])
    let load = try await withScript(
      "> PING\\r\\n\n< +PONG\\r\\n\n> PING ab\\r\\n\n< $2\\r\\n\n~ a\n"
    ) {
      try await LoadOutcome(
        [
          "script", "--script", $0, "--connections", "3", "--requests", "100", "--pipeline",
          "\(pipeline)",
        ], connecting: server.address, on: driver)
    }
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 100)
    _ = try await server.stop(by: SIGTERM)
  }

  @Test(arguments: CommandDriver.allCases)
  func `An answer that is not the script's is a mismatch`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["ping", "--driver", driver.rawValue])
    let load = try await withScript(
      "> PING\\r\\n\n< +PONG\\r\\n\n> PING ab\\r\\n\n< $2\\r\\n\n~ b\n"
    ) {
      try await LoadOutcome(
        ["script", "--script", $0, "--connections", "1", "--requests", "10"],
        connecting: server.address, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["mismatch": 1])
    #expect(
      load.results.firstErrors["mismatch"]
        == "the answer to the request of line 3 differs at byte 0 of its part 2: 98 was expected, "
        + "97 came")
    #expect(load.results.requests == 1)
    _ = try await server.stop(by: SIGTERM)
  }

  @Test func `A script that is none is a usage error`() async throws {
    try await withScript("> a\n> b\n") { path in
      let run = try CommandRun(["load", "script", "--script", path, "--connect", "127.0.0.1:1"])
      #expect(try await run.status() == 64)
      #expect(run.errors.contains("line 1: a request without an answer"), "\(run.errors)")
    }
    let run = try CommandRun(["load", "script", "--script", "/none", "--connect", "127.0.0.1:1"])
    #expect(try await run.status() == 64)
    #expect(run.errors.contains("/none cannot be read"), "\(run.errors)")
  }
}
