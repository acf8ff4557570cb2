// The built command as a process of its own. Nothing here waits for ever.

import Glibc
import TestSupport
import Testing

/// One run of the command.
final class CommandRun {
  /// Time for anything that is waited for; far more than is ever needed.
  static let patience = Duration.seconds(300)

  private let process: ChildProcess

  /// Starts `sluice` with those arguments, and with those variables on top of our own; on its
  /// standard input it finds `input`.
  init(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
  ) throws {
    process = try ChildProcess(
      builtProgram("sluice"), arguments, input: input, environment: environment)
  }

  /// What it has printed on standard output until now.
  var output: String { process.output }

  /// What it has printed on standard error until now.
  var errors: String { process.errors }

  /// The output as bytes.
  var outputBytes: [UInt8] { process.outputBytes }

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
  func send(_ signal: Int32) { process.send(signal) }

  /// Waits for its end and returns its status; a signal that ended it is no status.
  func status() async throws -> Int32 {
    switch try await ending() {
    case .exited(let status): return status
    case .killed(let signal):
      Issue.record("signal \(signal) ended the command: \(errors)")
      return -1
    }
  }

  /// Sends a signal again and again until it ends; returns the one that ended it, if one did.
  func end(bySending signal: Int32) async throws -> Int32? {
    guard case .killed(let signal) = try await ending(meanwhile: { self.send(signal) }) else {
      return nil
    }
    return signal
  }

  private func ending(meanwhile: () -> Void = {}) async throws -> ChildProcess.Ending {
    let end = SuspendingClock.now + Self.patience
    while process.isRunning {
      try #require(
        SuspendingClock.now < end, "the command does not end; it said: \(output)\(errors)")
      meanwhile()
      try await Task.sleep(for: .milliseconds(10))
    }
    return process.wait()
  }
}
