// The example programs as processes: lines there and back.

import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExampleTests {
  @Test(arguments: ["poll", "uring"])
  func `The server answers the client in upper case`(driver: String) async throws {
    try BlockingChoice(rawValue: driver)?.require()
    let environment = ["SLUICE_DRIVER": driver]
    let server = try ChildProcess(
      program("BlockingLineServer"), ["127.0.0.1", "0"], environment: environment)
    let port = try await port(of: server)
    let client = try ChildProcess(
      program("BlockingLineClient"), ["127.0.0.1", port],
      input: Array("hello\nstraße\n\nno end".utf8), environment: environment)
    let other = try ChildProcess(
      program("BlockingLineClient"), ["localhost", port],
      input: Array("another\n".utf8), environment: environment.merging(["LC_ALL": "C"]) { $1 })
    #expect(try await ending(of: client) == .exited(0), "\(client.errors)")
    #expect(client.output == "HELLO\nSTRASSE\n\nNO END\n")
    #expect(try await ending(of: other) == .exited(0), "\(other.errors)")
    #expect(other.output == "ANOTHER\n")
    #expect(server.isRunning)
    #expect(server.errors == "")
    server.send(SIGTERM)
    #expect(try await ending(of: server) == .killed(SIGTERM))
    #expect(server.output == "listening 127.0.0.1:\(port)\n")
  }

  @Test func `Both say what is wrong, and fail`() async throws {
    let server = try ChildProcess(program("BlockingLineServer"), ["127.0.0.1", "no-such-service"])
    #expect(try await ending(of: server) == .exited(1))
    #expect(server.errors.contains("no-such-service"), "\(server.errors)")
    let taken = try ChildProcess(program("BlockingLineServer"), ["127.0.0.1", "0"])
    let port = try await port(of: taken)
    taken.send(SIGKILL)
    #expect(try await ending(of: taken) == .killed(SIGKILL))
    let client = try ChildProcess(program("BlockingLineClient"), ["127.0.0.1", port])
    #expect(try await ending(of: client) == .exited(1))
    #expect(client.errors.contains("ECONNREFUSED"), "\(client.errors)")
  }

  /// The port of its ready line.
  private func port(of server: ChildProcess) async throws -> String {
    let end = SuspendingClock.now + .seconds(300)
    while !server.output.contains("\n") {
      try #require(server.isRunning && SuspendingClock.now < end, "not ready: \(server.errors)")
      try await Task.sleep(for: .milliseconds(10))
    }
    let line = server.output.dropLast()
    try #require(line.hasPrefix("listening 127.0.0.1:"), "not a ready line: \(line)")
    return String(line.split(separator: ":")[1])
  }

  private func ending(of process: ChildProcess) async throws -> ChildProcess.Ending {
    let end = SuspendingClock.now + .seconds(300)
    while process.isRunning {
      try #require(SuspendingClock.now < end, "it does not end: \(process.errors)")
      try await Task.sleep(for: .milliseconds(10))
    }
    return process.wait()
  }

  /// It is built into the folder that the tests are built into.
  private func program(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return (tests as NSString).deletingLastPathComponent + "/" + name
  }
}
