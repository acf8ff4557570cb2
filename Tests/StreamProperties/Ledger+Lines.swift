// What the oracle knows of lines: where one ends is told by what was written.

import Sluice

extension Ledger {
  /// A line was read. `isTerminated`: whether an ending was there, it is said.
  func take(
    line: [UInt8], _ ending: LineEnding, limit: Int, isTerminated: Bool? = nil,
    by operation: @autoclosure () -> String
  ) throws {
    let end = position + line.count
    // Of a line that was being written when its writer was closed the ending may be missing.
    let isCut = isTerminated == false && mayEndEarly
    let length = isCut ? 0 : endingLength(at: end, ending, after: line)
    guard !Self.holdsEnding(line, ending) else {
      throw Mismatch("\(operation()): a line with a line's end in it")
    }
    guard line.count <= limit else {
      throw Mismatch("\(operation()): a line of \(line.count) bytes, and \(limit) are allowed")
    }
    guard isTerminated ?? (length > 0) == (length > 0) else {
      throw Mismatch("\(operation()): an ending of \(length) bytes, and it says the opposite")
    }
    guard length > 0 || !line.isEmpty else {
      throw Mismatch("\(operation()): a line of nothing")
    }
    try take(line, consumed: line.count + length, by: operation())
    if length == 0 { self.end(inLine: true) }
  }

  private func endingLength(at end: Int, _ ending: LineEnding, after line: [UInt8]) -> Int {
    guard end < content.count else { return 0 }
    let hasPair = end + 1 < content.count && content[end] == 13 && content[end + 1] == 10
    switch ending {
    case .lf: return content[end] == 10 ? 1 : 0
    case .cr: return content[end] == 13 ? 1 : 0
    case .crlfStrict: return hasPair ? 2 : 0
    case .crlf:
      // The CR of an ending is part of a line only where the stream has ended before the LF.
      if content[end] == 10 { return line.last == 13 ? 0 : 1 }
      return hasPair ? 2 : 0
    }
  }

  private static func holdsEnding(_ line: [UInt8], _ ending: LineEnding) -> Bool {
    switch ending {
    case .lf, .crlf: line.contains(10)
    case .cr: line.contains(13)
    case .crlfStrict: line.dropLast().contains(13) || line.contains(10)
    }
  }

  /// What stands before a delimiter was read.
  func take(
    until delimiter: UInt8, _ bytes: [UInt8], limit: Int, by operation: @autoclosure () -> String
  ) throws {
    let end = position + bytes.count
    guard !bytes.contains(delimiter), bytes.count <= limit else {
      throw Mismatch("\(operation()): too much")
    }
    let isDelimited = end < content.count && content[end] == delimiter
    guard isDelimited || !bytes.isEmpty else {
      throw Mismatch("\(operation()): nothing was read")
    }
    try take(bytes, consumed: bytes.count + (isDelimited ? 1 : 0), by: operation())
    if !isDelimited { self.end() }
  }

  /// A line was too long: there is no end of one in so many bytes, nor behind them.
  func checkIsLong(_ limit: Int, _ ending: LineEnding, by operation: @autoclosure () -> String)
    throws
  {
    let isPair = ending == .crlf || ending == .crlfStrict
    if isPair, content[position...].dropFirst(limit).prefix(2).elementsEqual([13, 10]) {
      throw Mismatch("\(operation()): a line of \(limit) bytes was too long")
    }
    try checkIsLong(limit, until: ending == .cr ? 13 : 10, by: operation())
  }

  /// What stands before a delimiter was too long.
  func checkIsLong(_ limit: Int, until delimiter: UInt8, by operation: @autoclosure () -> String)
    throws
  {
    guard let end = content[position...].prefix(limit + 1).firstIndex(of: delimiter) else { return }
    throw Mismatch("\(operation()): a line of \(end - position) bytes was too long")
  }

  /// Half an ending was met where only whole ones may be: where it is.
  func findStray(_ offset: Int, by operation: @autoclosure () -> String) throws -> Int {
    var index = position
    while index < content.count {
      let isPair = content[index] == 13 && index + 1 < content.count && content[index + 1] == 10
      if isPair || content[index] == 10 || content[index] == 13 {
        // Of an ending that was being written when its writer was closed the LF may be missing.
        guard !isPair || mayEndEarly, offset == index else { break }
        return index
      }
      index += 1
    }
    throw Mismatch("\(operation()): half an ending at \(offset), and it is \(index)")
  }

  /// The half of an ending that comes next was taken out.
  func skip(_ count: Int) throws {
    guard count == 1 else {
      throw Mismatch("\(count) bytes were skipped, and half an ending is one")
    }
    position += count
  }
}
