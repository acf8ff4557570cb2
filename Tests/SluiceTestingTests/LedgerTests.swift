// The oracle of the property finds what is wrong: each of its rules, broken once.

import SluiceCore
import Testing

@testable import StreamProperties

@Suite struct LedgerTests {
  private func ledger(_ text: String) -> Ledger {
    let ledger = Ledger()
    ledger.settle(ledger.enter(Array(text.utf8)))
    return ledger
  }

  @Test func `What is lost, doubled, reordered or made up is no match`() throws {
    for wrong in ["acb", "aa", "bc", "abcd", "x"] {
      #expect(throws: Mismatch.self) { try ledger("abc").take(Array(wrong.utf8), by: "a read") }
    }
    let right = ledger("abc")
    try right.take(Array("ab".utf8), by: "a read")
    try right.take(Array("c".utf8), by: "a read")
  }

  @Test func `An end before the end is none`() throws {
    let cut = ledger("abc")
    try cut.take(Array("ab".utf8), by: "a read")
    cut.end()
    #expect(throws: Mismatch.self) { try cut.checkEnd() }
    #expect(throws: Mismatch.self) { try cut.take([99], by: "a read") }
    cut.isFinished = true
    #expect(throws: Mismatch.self) { try cut.checkEnd() }
    // A server that goes away ends its input where it is, but not within a line.
    cut.readerDrains = true
    try cut.checkEnd()
    cut.end(inLine: true)
    #expect(throws: Mismatch.self) { try cut.checkEnd() }
  }

  @Test func `A write that did not happen must not be read`() throws {
    let one = Ledger()
    let entry = one.enter([1, 2])
    try one.take([1], by: "a read")
    #expect(throws: Mismatch.self) { try one.takeBack(entry) }
    let other = Ledger()
    let (first, second) = (other.enter([1, 2]), other.enter([3]))
    try other.takeBack(first)
    try other.take([3], by: "a read")
    #expect(throws: Mismatch.self) { try other.takeBack(second) }
  }

  @Test func `Of a write that has happened in part only that may be read`() throws {
    let one = Ledger()
    let entry = one.enter([1, 2, 3])
    try one.take([1, 2], by: "a read")
    #expect(throws: Mismatch.self) { try one.keep(1, of: entry) }
    let other = Ledger()
    try other.keep(2, of: other.enter([1, 2, 3]))
    #expect(other.content == [1, 2])
  }

  @Test func `Lines end where their endings were written`() throws {
    try ledger("ab\r\n").take(line: [97, 98], .crlf, limit: 2, by: "a read")
    try ledger("ab\r\n").take(line: [97, 98, 13], .lf, limit: 9, by: "a read")
    try ledger("a\nb\r").take(line: [97, 10, 98], .cr, limit: 9, by: "a read")
    for line in ["ab\r", "a", "ab\r\n"] {
      #expect(throws: Mismatch.self) {
        let ledger = ledger("ab\r\nc")
        try ledger.take(line: Array(line.utf8), .crlfStrict, limit: 9, by: "a read")
        ledger.isFinished = true
        try ledger.checkEnd()
      }
    }
    #expect(throws: Mismatch.self) {
      try ledger("ab\n").take(line: [97, 98], .lf, limit: 1, by: "a read")
    }
    #expect(throws: Mismatch.self) {
      try ledger("ab\n").take(line: [97, 98], .lf, limit: 9, isTerminated: false, by: "a read")
    }
  }

  @Test func `Half an ending is where it is said to be`() throws {
    let strict = ledger("ab\rc")
    #expect(try strict.findStray(2, by: "a read") == 2)
    #expect(throws: Mismatch.self) { try strict.findStray(1, by: "a read") }
    #expect(throws: Mismatch.self) { try ledger("ab\r\nc").findStray(2, by: "a read") }
    try strict.take(Array("ab".utf8), by: "a read")
    try strict.skip(1)
    try strict.take(Array("c".utf8), by: "a read")
    #expect(throws: Mismatch.self) { try ledger("\r").skip(2) }
  }

  @Test func `A line that is not too long is not`() throws {
    #expect(throws: Mismatch.self) {
      try ledger("abc\n").checkIsLong(3, until: 10, by: "a read")
    }
    try ledger("abcd\n").checkIsLong(3, until: 10, by: "a read")
    #expect(throws: Mismatch.self) {
      try ledger("abc\r\n").checkIsLong(3, .crlf, by: "a read")
    }
    try ledger("abc\r\n").checkIsLong(3, .lf, by: "a read")
    try ledger("abcd\r\n").checkIsLong(3, .crlf, by: "a read")
  }
}
