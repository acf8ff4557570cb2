// The server's process, as the client has it.

import CTestSupport
import Glibc
import Sluice

/// This program once more, as the server. It is killed when the client's process ends.
final class ServerProcess: Sendable {
  /// What the server said when it listened.
  let readyLine: String
  /// Where that is.
  let endpoint: Endpoint
  private let processID: pid_t
  private let output: CInt

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: ChaosArguments) throws {
    var ends: [CInt] = [0, 0]
    // Two numbers, filled before the call returns. The server gets no descriptor but its three.
    guard unsafe pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
    output = ends[0]
    let driver: String =
      switch arguments.driver {
      case .uring: "uring"
      case .poll: "poll"
      default: "auto"
      }
    processID = Self.spawn(
      ["/proc/self/exe", "--serve", "--driver", driver, "--seed", "\(arguments.seed)"], ends[1])
    Glibc.close(ends[1])
    guard processID > 0, let line = Self.readLine(output) else {
      throw Failure(description: "the server did not start")
    }
    readyLine = line
    let words = line.split(separator: " ")
    guard words.count > 2, let address = try? SocketAddress(parsing: String(words[2])) else {
      throw Failure(description: "the server said: \(line)")
    }
    endpoint = .address(address)
  }

  private static func spawn(_ words: [String], _ output: CInt) -> pid_t {
    // Lists that end with a null, of strings that are freed after the call.
    let strings = unsafe words.map { unsafe strdup($0) }
    defer { unsafe strings.forEach { unsafe free($0) } }
    return unsafe test_spawn(strings[0], strings + [nil], environ, [0, output, 2], ".")
  }

  private static func readLine(_ descriptor: CInt) -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    // One byte, written before the call returns.
    while unsafe read(descriptor, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// Its resident memory. /proc/PID/statm
  var residentKiB: Int {
    let file = unsafe open("/proc/\(processID)/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0, let line = Self.readLine(file) else { return 0 }
    close(file)
    let words = line.split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) / 1024 : 0
  }

  /// What the server has counted.
  struct Counts {
    var rows: [(name: String, value: Int)] = []
    var complaints: [String] = []
    var hasEndedWell = false

    subscript(_ name: String) -> Int { rows.first { $0.name == name }?.value ?? 0 }
  }

  /// Ends the server in an orderly way.
  func end() -> Counts {
    kill(processID, SIGTERM)
    var counts = Counts()
    while let line = Self.readLine(output) {
      let words = line.split(separator: " ")
      if words.count == 2, let value = Int(words[1]) {
        counts.rows.append((String(words[0]), value))
      } else {
        counts.complaints.append(line)
      }
    }
    var status: CInt = -1
    // A local, filled before the call returns.
    unsafe waitpid(processID, &status, 0)
    counts.hasEndedWell = status == 0
    return counts
  }
}
