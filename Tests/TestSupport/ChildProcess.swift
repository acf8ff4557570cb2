// Other programs, as processes of their own.
//
// (Foundation's `Process` looks through /proc for open descriptors with a copy that reads past the
// directory's buffer, and crashes where many are open: here they often are.)

import CTestSupport
import Glibc
import SystemPackage

/// A program that runs, started by posix_spawn(3). What it prints goes to files in memory, so that it
/// never waits for us. It inherits no descriptor and no signal mask, and is killed when dropped.
public final class ChildProcess {
  /// How a program ended.
  public enum Ending: Hashable, Sendable {
    case exited(Int32)
    /// By the signal.
    case killed(Int32)
  }

  /// The number of the process.
  public let processID: Int32

  private var ending: Ending?
  private let input: MemoryFile
  private let standardOutput: MemoryFile
  private let standardErrors: MemoryFile

  /// Starts the program at `path`, where it is given as a name: the one that PATH leads to.
  ///
  /// `environment` comes on top of our own. ENOENT where there is no such program.
  public init(
    _ path: String, _ arguments: [String] = [], input: [UInt8] = [],
    environment: [String: String] = [:], directory: String = "."
  ) throws {
    self.input = try MemoryFile(input)
    standardOutput = try MemoryFile()
    standardErrors = try MemoryFile()
    let files = [self.input, standardOutput, standardErrors].map(\.descriptor.rawValue)
    processID = try Self.spawn(
      [path] + arguments, files, Self.variables(environment), directory)
  }

  deinit {
    guard isRunning else { return }
    kill(processID, SIGKILL)
    _ = wait()
  }

  /// Runs a program to its end.
  public static func run(
    _ path: String, _ arguments: [String] = [], input: [UInt8] = [],
    environment: [String: String] = [:], directory: String = "."
  ) throws -> ChildProcess {
    let child = try ChildProcess(
      path, arguments, input: input, environment: environment, directory: directory)
    _ = child.wait()
    return child
  }

  /// What it has printed on standard output until now.
  public var outputBytes: [UInt8] { standardOutput.bytes }
  /// The same, as text.
  public var output: String { String(decoding: outputBytes, as: UTF8.self) }
  /// What it has printed on standard error until now.
  public var errors: String { String(decoding: standardErrors.bytes, as: UTF8.self) }

  /// Whether it has not ended.
  public var isRunning: Bool {
    if ending == nil { reap(WNOHANG) }
    return ending == nil
  }

  /// Waits for its end.
  public func wait() -> Ending {
    while true {
      if let ending { return ending }
      reap(0)
    }
  }

  /// Sends it a signal, unless it has ended.
  public func send(_ signal: Int32) {
    if isRunning { kill(processID, signal) }
  }

  private func reap(_ options: Int32) {
    var status: Int32 = 0
    // A local, filled before the call returns.
    guard unsafe waitpid(processID, &status, options) == processID else { return }
    // WIFEXITED, WEXITSTATUS and WTERMSIG.
    let signal = status & 0x7f
    ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal)
  }

  private static func variables(_ more: [String: String]) -> [String] {
    var variables: [String: String] = [:]
    var next = unsafe environ
    // Ends with a null; nothing in the tests changes it.
    while let entry = unsafe next.pointee {
      let parts = unsafe String(cString: entry).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      variables[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
      unsafe next += 1
    }
    return variables.merging(more) { $1 }.map { "\($0)=\($1)" }
  }

  private static func spawn(
    _ arguments: [String], _ files: [Int32], _ variables: [String], _ directory: String
  ) throws -> pid_t {
    // Lists that end with a null, of strings that are freed after the call.
    let strings = unsafe (arguments + variables).map { unsafe strdup($0) }
    defer { unsafe strings.forEach { unsafe free($0) } }
    let argv = unsafe Array(strings[..<arguments.count]) + [nil]
    let envp = unsafe Array(strings[arguments.count...]) + [nil]
    let process = unsafe test_spawn(strings[0], argv, envp, files, directory)
    guard process > 0 else { throw Errno(rawValue: -process) }
    return process
  }
}
