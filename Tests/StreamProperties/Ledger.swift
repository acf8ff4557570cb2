// What went into one direction of a connection, and how far it has come out: the oracle.
//
// Invariants: `content` has every byte that can be read, before it can; `position` of them were read.

import Sluice

/// One direction. The writer enters what it writes, the reader checks off what it reads.
final class Ledger: @unchecked Sendable {
  // Sendable: both peers run on the loops of one network, which one thread turns.

  private(set) var content: [UInt8] = []
  private(set) var position = 0
  /// A write has failed: of what was entered last, any part may come.
  private(set) var isTorn = false
  /// All of it was handed over, and the end of the stream behind it.
  var isFinished = false
  /// The writer's end was closed, perhaps in the middle of a write: the stream may end anywhere.
  var mayEndEarly = false
  /// The reader was told that the stream has ended.
  private(set) var hasEnded = false

  /// Something was read that was not written, or was not next.
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  // MARK: The writer

  /// Is about to write these bytes; how to take them back.
  func enter(_ bytes: [UInt8]) -> Int {
    content += bytes
    return bytes.count
  }

  /// They were not written, none of them.
  func takeBack(_ count: Int) throws {
    guard position <= content.count - count else {
      throw Mismatch(description: "a write of \(count) bytes did not happen, and was read")
    }
    content.removeLast(count)
  }

  func tear() { isTorn = true }

  // MARK: The reader

  /// These bytes were read, and `consumed` of the stream for them.
  func take(_ bytes: [UInt8], consumed: Int? = nil, by operation: String) throws {
    let consumed = consumed ?? bytes.count
    guard !hasEnded || consumed == 0 else {
      throw Mismatch(description: "\(operation): \(bytes.count) bytes after the end of the stream")
    }
    let end = position + bytes.count
    guard end <= content.count, content[position..<end].elementsEqual(bytes) else {
      let first = bytes.indices.first { index in
        position + index >= content.count || content[position + index] != bytes[index]
      }
      throw Mismatch(
        description: """
          \(operation): \(bytes.count) bytes at \(position) of \(content.count), and they differ from \
          what was written at \(first ?? -1)
          """)
    }
    position += consumed
  }

  /// A line was read; which ending it had is told by what was written.
  func take(line: [UInt8], stripsReturn: Bool, by operation: String) throws {
    var end = position + line.count
    if line.contains(10) { throw Mismatch(description: "\(operation): a line with a line's end") }
    let hasReturn =
      stripsReturn && end + 1 < content.count && content[end] == 13 && content[end + 1] == 10
    if hasReturn { end += 1 }
    let hasEnding = end < content.count && content[end] == 10
    try take(line, consumed: end - position + (hasEnding ? 1 : 0), by: operation)
    // The CR of an ending is part of a line only where the stream has ended before the LF.
    if stripsReturn, hasEnding, line.last == 13, !hasReturn { hasEnded = true }
    guard !hasEnding else { return }
    guard !line.isEmpty else { throw Mismatch(description: "\(operation): a line of nothing") }
    hasEnded = true
  }

  /// What stands before a delimiter was read.
  func take(until delimiter: UInt8, _ bytes: [UInt8], by operation: String) throws {
    let end = position + bytes.count
    if bytes.contains(delimiter) { throw Mismatch(description: "\(operation): too much") }
    let isDelimited = end < content.count && content[end] == delimiter
    try take(bytes, consumed: bytes.count + (isDelimited ? 1 : 0), by: operation)
    guard !isDelimited else { return }
    guard !bytes.isEmpty else { throw Mismatch(description: "\(operation): nothing was read") }
    hasEnded = true
  }

  /// The reader was told that the stream has ended.
  func end() { hasEnded = true }

  /// The peers are gone: a stream that was cut must not have been taken for a whole one.
  func checkEnd() throws {
    guard hasEnded, !mayEndEarly, !(isFinished && position == content.count) else { return }
    throw Mismatch(
      description: """
        the end of the stream was read after \(position) of \(content.count) bytes, and \
        \(isFinished ? "more were" : "no end was") written
        """)
  }

  /// A line was too long: there is no end of one in so many bytes.
  func checkIsLong(_ limit: Int, until delimiter: UInt8, by operation: String) throws {
    guard let end = content[position...].prefix(limit + 1).firstIndex(of: delimiter) else { return }
    throw Mismatch(description: "\(operation): a line of \(end - position) bytes was too long")
  }
}
