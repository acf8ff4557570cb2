// What went into one direction of a connection, and how far it has come out: the oracle.
//
// Invariants: `content` has every byte that can be read, before it can; `position` of them were read;
// what is in `entries` lies in `content`, in the order of the calls.

import Sluice

/// Something was read that was not written, or was not next.
struct Mismatch: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// One direction. The writer enters what it writes, the reader checks off what it reads.
final class Ledger: @unchecked Sendable {
  // Sendable: both peers run on the loops of one network, which one thread turns.

  /// What a call that is under way writes.
  struct Entry {
    let number: Int
    var start: Int
    let count: Int
  }

  var content: [UInt8] = []
  var position = 0
  private var entries: [Entry] = []
  private var entryCount = 0
  /// All of it was handed over, and the end of the stream behind it.
  var isFinished = false
  /// The writer's end was closed, perhaps in the middle of a write: the stream may end anywhere.
  var mayEndEarly = false
  /// The reader's server goes away: reads end when what has arrived is taken.
  var readerDrains = false
  /// The reader was told that the stream has ended.
  private(set) var hasEnded = false
  /// That was told by a line without an ending, which a server that goes away must not return.
  private var endedInLine = false

  // MARK: The writer

  /// Is about to write these bytes; the number is for what comes of it.
  func enter(_ bytes: [UInt8]) -> Int {
    entryCount += 1
    entries.append(Entry(number: entryCount, start: content.count, count: bytes.count))
    content += bytes
    return entryCount
  }

  /// The call is over, and all of it was written.
  func settle(_ number: Int) { entries.removeAll { $0.number == number } }

  /// The call is over, and the first `count` bytes were written. The rest of the output is lost, where
  /// there is any.
  func keep(_ count: Int, of number: Int) throws {
    guard let index = entries.firstIndex(where: { $0.number == number }) else { return }
    let entry = entries.remove(at: index)
    guard count <= entry.count, position <= entry.start + count else {
      throw Mismatch(
        """
        of a write of \(entry.count) bytes \(count) have happened, it is said, and \
        \(max(0, position - entry.start)) were read
        """)
    }
    content.removeSubrange(entry.start + count..<entry.start + entry.count)
    for later in index..<entries.count { entries[later].start -= entry.count - count }
  }

  /// None of it was written.
  func takeBack(_ number: Int) throws { try keep(0, of: number) }

  /// Bytes that were written last were thrown away.
  func discard(_ count: Int) throws {
    guard count <= content.count - position else {
      throw Mismatch("\(count) bytes were thrown away, it is said, and some of them were read")
    }
    content.removeLast(count)
  }

  // MARK: The reader

  /// These bytes were read, and `consumed` of the stream for them.
  func take(_ bytes: [UInt8], consumed: Int? = nil, by operation: @autoclosure () -> String) throws
  {
    let consumed = consumed ?? bytes.count
    guard !hasEnded || consumed == 0 else {
      throw Mismatch("\(operation()): \(bytes.count) bytes after the end of the stream")
    }
    try look(at: bytes, by: operation())
    position += consumed
  }

  /// These bytes come next, it is said.
  func look(at bytes: [UInt8], by operation: @autoclosure () -> String) throws {
    let end = position + bytes.count
    guard end <= content.count, content[position..<end].elementsEqual(bytes) else {
      let first = bytes.indices.first { index in
        position + index >= content.count || content[position + index] != bytes[index]
      }
      throw Mismatch(
        """
        \(operation()): \(bytes.count) bytes at \(position) of \(content.count), and they differ from \
        what was written at \(first ?? -1)
        """)
    }
  }

  /// What was read last was put back.
  func putBack(_ count: Int) { position -= count }

  /// The reader was told that the stream has ended.
  func end(inLine: Bool = false) {
    hasEnded = true
    endedInLine = endedInLine || inLine
  }

  /// The peers are gone: a stream that was cut must not have been taken for a whole one.
  func checkEnd() throws {
    guard hasEnded, !mayEndEarly, !(isFinished && position == content.count) else { return }
    if readerDrains, !endedInLine { return }
    throw Mismatch(
      """
      the end of the stream was read after \(position) of \(content.count) bytes, and \
      \(isFinished ? "more were" : "no end was") written
      """)
  }
}
