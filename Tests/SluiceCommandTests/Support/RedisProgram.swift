// Redis's own programs, where they are installed.

import Foundation
import Sluice
import TestSupport
import Testing

/// A redis-server of our own at a local socket, which ends with the test.
final class RedisProgram {
  /// Where it listens.
  let address: SocketAddress
  let path: String
  private let process: ChildProcess
  private let directory: URL

  /// Starts it and waits until it answers. Where it is not installed, or of another version than the one
  /// whose answers we hold ourselves to, the test is cancelled, with the reason.
  init() async throws {
    try Self.requireVersion()
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    path = directory.appendingPathComponent("redis").path
    address = try SocketAddress(parsing: "unix:\(path)")
    process = try ChildProcess(
      "redis-server",
      [
        "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--databases", "1",
      ], directory: directory.path)
    let end = SuspendingClock.now + CommandRun.patience
    while (try? await redisAnswer(to: Array("PING\r\n".utf8), at: address)) == nil {
      try #require(
        process.isRunning && SuspendingClock.now < end, "redis-server: \(process.output)")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  deinit {
    process.send(SIGKILL)
    _ = process.wait()
    try? FileManager.default.removeItem(at: directory)
  }

  /// A path for a socket beside its own.
  var pathBeside: String { directory.appendingPathComponent("sluice").path }

  /// Runs a program of Redis's to its end; where it is not installed the test is cancelled.
  static func run(_ name: String, _ arguments: [String], input: String = "") throws -> ChildProcess
  {
    do {
      return try ChildProcess.run(name, arguments, input: Array(input.utf8))
    } catch {
      try Test.cancel("\(name) is not installed")
    }
  }

  private static func requireVersion() throws {
    let version = try run("redis-server", ["--version"]).output
    guard version.contains("v=7.0.") else {
      try Test.cancel("the answers are those of Redis 7.0, and here is \(version)")
    }
  }
}
