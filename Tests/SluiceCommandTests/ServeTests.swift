// The servers as their users see them: ready line, replies, statistics, errors.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite struct ServeTests {
  @Test(arguments: CommandDriver.allCases, DriverFamily.allCases)
  func `Lines are answered at every kind of address`(
    driver: CommandDriver, family: DriverFamily
  ) async throws {
    try driver.require()
    try skipWithout(family)
    let server = try await CommandServer(
      ["line", "--driver", driver.rawValue, "--loops", "2"], at: "\(family.freshAddress())")
    #expect(
      server.readyLine == "listening on \(server.address) (driver \(driver.rawValue), 2 loops)")
    #expect(try await server.answer(to: "a\r\nb\nc") == "a\r\nb\r\nc\r\n")
    let statistics = try await server.stop(by: SIGTERM)
    #expect(statistics["bytes-in"] == 6)
    #expect(statistics["bytes-out"] == 9)
  }

  @Test(arguments: [
    (["line", "--bytes"], "a\r\n\u{e4}\nc", "a\r\n\u{e4}\r\nc\r\n"),
    (["echo"], "a\r\nb\nc", "a\r\nb\nc"),
    (["discard"], "a\r\nb\nc", ""),
    (["line", "--input-buffer-size", "1", "--output-buffer-size", "1"], "ab\ncd", "ab\r\ncd\r\n"),
  ])
  func `Each example does what it says`(
    arguments: [String], request: String, reply: String
  ) async throws {
    let server = try await CommandServer(arguments)
    #expect(try await server.answer(to: request) == reply)
  }

  @Test(arguments: CommandDriver.allCases, [SIGTERM, SIGINT])
  func `A signal ends it with statistics and status 0`(
    driver: CommandDriver, signal: Int32
  ) async throws {
    try driver.require()
    let server = try await CommandServer(["echo", "--driver", driver.rawValue])
    // One connection is over, one is still open when the signal comes.
    #expect(try await server.answer(to: "x") == "x")
    let open = try await SocketStream.connect(to: .address(server.address))
    try await open.write("y")
    #expect(try await open.readExactly(1) == Array("y".utf8))
    let statistics = try await server.stop(by: signal)
    await open.abort()
    let names = LoopStatistics().rows.map(\.name) + Server.Statistics().rows.map(\.name)
    #expect(Set(statistics.keys) == Set(names))
    #expect(statistics["finished"] == 2)
    #expect(statistics["accepted"] == 2)
    #expect(statistics["closed"] == 2)
    for name in ["in-flight", "buffers", "residents", "foreign-calls"] {
      #expect(statistics[name] == 0, "\(name)")
    }
  }

  @Test func `A second signal ends it at once`() async throws {
    let server = try await CommandServer(["echo"])
    // A peer that does not read, until no byte moves: the server cannot be done with it.
    let stuck = try await SocketStream.connect(
      to: .address(server.address),
      configuration: StreamConfiguration(writeTimeout: .milliseconds(500)))
    await #expect(throws: StreamError.timedOut) {
      while true { try await stuck.write([UInt8](repeating: 0x61, count: 1 << 20)) }
    }
    #expect(try await server.run.end(bySending: SIGTERM) == SIGTERM)
    await stuck.abort()
  }

  @Test(arguments: [
    ["line"],
    ["lines", "--listen", "127.0.0.1:0"],
    ["line", "--listen", "127.0.0.1"],
    ["line", "--listen", "localhost:70000"],
    ["line", "--listen", "unix:"],
    ["line", "--listen", "127.0.0.1:0", "--loops", "0"],
    ["line", "--listen", "127.0.0.1:0", "--loops", "many"],
    ["line", "--listen", "127.0.0.1:0", "--driver", "epoll"],
    ["line", "--listen", "127.0.0.1:0", "--input-buffer-size", "0"],
    ["line", "--listen", "127.0.0.1:0", "--output-buffer-size", "-1"],
    ["echo", "--listen", "127.0.0.1:0", "--bytes"],
    ["echo", "--listen", "127.0.0.1:0", "--colour"],
  ])
  func `Bad arguments are a usage error`(arguments: [String]) async throws {
    let run = try CommandRun(["serve"] + arguments)
    #expect(try await run.status() == 64)
    #expect(run.output == "")
    #expect(run.errors.contains("Usage: sluice serve"), "\(run.errors)")
  }

  @Test(arguments: CommandDriver.allCases)
  func `An address in use is named`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["echo"])
    let run = try CommandRun([
      "serve", "echo", "--driver", driver.rawValue, "--listen", "\(server.address)",
    ])
    #expect(try await run.status() == 1)
    #expect(run.output == "")
    #expect(
      run.errors
        == "sluice: bind \(server.address): Address already in use (EADDRINUSE)\n")
  }

  @Test func `A path that cannot be is named`() async throws {
    let run = try CommandRun(["serve", "echo", "--listen", "unix:/nowhere/at/all"])
    #expect(try await run.status() == 1)
    #expect(
      run.errors == "sluice: bind unix:/nowhere/at/all: No such file or directory (ENOENT)\n")
  }

  @Test func `A driver that the environment misnames is an error`() async throws {
    let run = try CommandRun(
      ["serve", "echo", "--listen", "127.0.0.1:0"], environment: ["SLUICE_DRIVER": "kqueue"])
    #expect(try await run.status() == 1)
    #expect(run.errors.contains("SLUICE_DRIVER=kqueue"), "\(run.errors)")
  }

  /// A machine may have no IPv6; every other family is always there.
  private func skipWithout(_ family: DriverFamily) throws {
    guard family == .ipv6, !FileManager.default.fileExists(atPath: "/proc/net/if_inet6") else {
      return
    }
    try Test.cancel("there is no IPv6 here")
  }
}
