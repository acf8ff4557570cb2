// The built command as a process of its own. Nothing here waits for ever.

import Foundation
import Testing

/// One run of the command. What it prints goes to files, so that it never waits for us.
final class CommandRun {
  /// Time for anything that is waited for; far more than is ever needed.
  static let patience = Duration.seconds(300)

  private let process = Process()
  private let directory: URL

  /// Starts `sluice` with those arguments, and with those variables on top of our own; on its
  /// standard input it finds `input`.
  init(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
  ) throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let inputFile = directory.appendingPathComponent("in")
    try Data(input).write(to: inputFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try handle("out")
    process.standardError = try handle("err")
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: directory)
  }

  /// It is built into the folder that the tests are built into.
  static func executable() throws -> URL {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("sluice")
  }

  private func handle(_ name: String) throws -> FileHandle {
    let file = directory.appendingPathComponent(name)
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  /// What it has printed on standard output until now.
  var output: String { text("out") }

  /// What it has printed on standard error until now.
  var errors: String { text("err") }

  /// The same, as bytes.
  var outputBytes: [UInt8] { bytes("out") }

  private func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  private func bytes(_ name: String) -> [UInt8] {
    Array((try? Data(contentsOf: directory.appendingPathComponent(name))) ?? Data())
  }

  /// Whether `condition` came true before the command ended or our patience did.
  func waits(until condition: () -> Bool) async throws -> Bool {
    let end = SuspendingClock.now + Self.patience
    while !condition() {
      guard SuspendingClock.now < end, process.isRunning else { return condition() }
      try await Task.sleep(for: .milliseconds(10))
    }
    return true
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end and returns its status; a signal that ended it is no status.
  func status() async throws -> Int32 {
    try await untilEnded()
    try #require(process.terminationReason == .exit, "a signal ended the command: \(errors)")
    return process.terminationStatus
  }

  /// Sends a signal again and again until it ends; returns the one that ended it, if one did.
  func end(bySending signal: Int32) async throws -> Int32? {
    try await untilEnded { self.send(signal) }
    return process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
  }

  private func untilEnded(_ meanwhile: () -> Void = {}) async throws {
    let end = SuspendingClock.now + Self.patience
    while process.isRunning {
      try #require(
        SuspendingClock.now < end, "the command does not end; it said: \(output)\(errors)")
      meanwhile()
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
