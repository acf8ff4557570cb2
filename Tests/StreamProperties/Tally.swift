// How often what was called, and what came of it: so that what is never tried is seen.

import Sluice
import SluiceTesting

/// What came of calls, or was looked at.
enum Outcome: Int, CaseIterable {
  case readEnd, readCancelled, readTimedOut, readReset, readClosed, lineTooLong
  case strayEnding, halfCharacter, endTooEarly, nothingThere, busy, busyBeside
  case writeCancelled, writePoisoned, writeTimedOut, writeReset, writeClosed, writeFailedOtherwise
  case notAtOnce, discarded, hasLeft
  case halfEnded, closed, closeFailed, aborted, drained, idle, connectFailed, elsewhere
}

/// Counts of a run, or of many.
public final class Tally: @unchecked Sendable {
  // Sendable: used on the loops of one network, which one thread turns; and then by that thread.

  private var readings = [Int](repeating: 0, count: Reading.Kind.allCases.count)
  private var writings = [Int](repeating: 0, count: Writing.Kind.allCases.count)
  private var outcomes = [Int](repeating: 0, count: Outcome.allCases.count)
  /// Seeds whose network only delays; connections.
  var lossless = 0
  var connections = 0

  /// Nothing of anything.
  public init() {}

  func count(_ reading: Reading.Kind) { readings[reading.rawValue] += 1 }
  func count(_ writing: Writing.Kind) { writings[writing.rawValue] += 1 }
  func count(_ outcome: Outcome) { outcomes[outcome.rawValue] += 1 }

  /// What was counted elsewhere.
  public func add(_ more: Tally) {
    for index in readings.indices { readings[index] += more.readings[index] }
    for index in writings.indices { writings[index] += more.writings[index] }
    for index in outcomes.indices { outcomes[index] += more.outcomes[index] }
    lossless += more.lossless
    connections += more.connections
  }

  /// A name and a count for each, in the order of the calls.
  public var lines: [(name: String, count: Int)] {
    var lines = [(name: "lossless", count: lossless), (name: "connections", count: connections)]
    for kind in Reading.Kind.allCases { lines.append(("read \(kind)", readings[kind.rawValue])) }
    for kind in Writing.Kind.allCases { lines.append(("write \(kind)", writings[kind.rawValue])) }
    for kind in Outcome.allCases { lines.append(("\(kind)", outcomes[kind.rawValue])) }
    return lines
  }
}
