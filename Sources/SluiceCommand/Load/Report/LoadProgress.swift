// What is seen while the load runs: one line on a terminal, one after the other elsewhere.

import Glibc
import Sluice

/// A moment of a run.
struct LoadMoment: Sendable {
  /// Since the warm-up.
  let seconds: Double
  let requestsPerSecond: Double
  /// Microseconds.
  let p50: Double
  let p99: Double
  let errors: Int
  /// Seconds to go, where that is known.
  let left: Double?

  var text: String {
    let errors = errors == 1 ? "1 error" : "\(errors.grouped) errors"
    let left = left.map { "\($0.formatted(0)) s left" } ?? "\(seconds.formatted(0)) s passed"
    return "\(Int(requestsPerSecond.rounded()).grouped) requests/s, "
      + "p50 \(Duration.microseconds(p50).short), p99 \(Duration.microseconds(p99).short), "
      + "\(errors), \(left)"
  }
}

/// Writes on standard error.
struct LoadProgress: Sendable {
  /// Whether a line is written over.
  let isTerminal: Bool

  /// Where standard error is a terminal, or somebody asks for it; nil otherwise.
  init?(isWanted: Bool) {
    isTerminal = isatty(STDERR_FILENO) == 1
    guard isWanted || isTerminal else { return nil }
  }

  func show(_ moment: LoadMoment) { show(moment.text) }

  func show(warmUpFor left: Double) { show("warming up, \(left.formatted(0)) s left") }

  /// Clears the line for what comes next.
  func end() { if isTerminal { printError("\r\u{1b}[K", terminator: "") } }

  private func show(_ text: String) {
    printError(isTerminal ? "\r\u{1b}[K\(text)" : text, terminator: isTerminal ? "" : "\n")
  }
}
