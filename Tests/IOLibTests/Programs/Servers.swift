// Servers that others have written, for clients to talk to: run on the loopback, and ended with the test.

import Foundation
import Glibc
import IOLib
import TestSupport
import Testing

/// A server, and a directory of its own.
final class Server {
  private let directory: String
  private let child: ChildProcess

  /// Starts `program` in a new directory with a file of that name and text. The test is cancelled where
  /// the program is not installed.
  init(
    _ candidates: [String], file: String, _ text: String, arguments: (String) -> [String]
  ) throws {
    let program = try Self.installed(candidates)
    directory = FileManager.default.temporaryDirectory.path + "/sluice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/" + file
    try text.replacing("DIRECTORY", with: directory).write(
      toFile: path, atomically: false, encoding: .utf8)
    child = try ChildProcess(program, arguments(path), directory: directory)
  }

  private static func installed(_ candidates: [String]) throws -> String {
    // Strings that are copied for the call.
    if let program = candidates.first(where: { unsafe access($0, X_OK) == 0 }) { return program }
    try Test.cancel("\(candidates[0]) is not installed")
  }

  deinit {
    child.send(SIGTERM)
    _ = child.wait()
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Waits until `probe` succeeds, as long as the server runs; its last error where it does not.
  func wait(until probe: () throws -> Void) throws {
    while true {
      do { return try probe() } catch {
        guard child.isRunning else {
          Issue.record("the server has ended: \(child.errors)")
          throw error
        }
        usleep(10_000)
      }
    }
  }
}

/// A port of TCP that nobody had a moment ago.
func freePort() throws -> UInt16 {
  let passive = try Connection.ipv4.listener()
  defer { _ = try? passive.close() }
  return try passive.localPort()
}
