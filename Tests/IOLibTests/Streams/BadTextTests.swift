// Bytes that are no text.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

/// Bytes, and how many of them the first mistake is made of.
struct BadBytes: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let kind: MalformedKind
  let count: Int

  init(_ bytes: [UInt8], _ kind: MalformedKind, _ count: Int = 1) {
    (self.bytes, self.kind, self.count) = (bytes, kind, count)
  }

  var testDescription: String { "\(bytes.map { String($0, radix: 16) })" }

  static let all = [
    BadBytes([0x80, 0x41], .loneContinuation), BadBytes([0xBF, 0x41], .loneContinuation),
    BadBytes([0xFF, 0x41], .aboveMaximum), BadBytes([0xC3, 0x28], .truncated),
    BadBytes([0xE2, 0x28], .truncated), BadBytes([0xE2, 0x82, 0x28], .truncated, 2),
    BadBytes([0xF0, 0x9F, 0x98, 0x41], .truncated, 3), BadBytes([0xC0, 0x80], .overlong),
    BadBytes([0xE0, 0x80, 0x80], .overlong), BadBytes([0xED, 0xA0, 0x80], .surrogate),
    BadBytes([0xF4, 0x90, 0x80, 0x80], .aboveMaximum),
    BadBytes([0xF5, 0x80, 0x80, 0x80], .aboveMaximum),
    BadBytes([0xF8, 0x88, 0x80, 0x80, 0x80], .aboveMaximum),
  ]
}

@Suite(.timeLimit(.minutes(10))) struct BadTextTests {
  /// What `body` says of bad text.
  private func malformed(_ body: () throws -> Void) throws -> MalformedText {
    guard case .text(.malformed(let text)) = try condition(body) else { throw NeverSo() }
    return text
  }

  @Test(arguments: BlockingChoice.allCases, BadBytes.all)
  func `Bad bytes are told at once, stay, and can be passed by bytes`(
    choice: BlockingChoice, bad: BadBytes
  ) throws {
    try choice.run {
      // The peer sends no more: a read that waited would do so for ever.
      let (stream, peer) = try received([0x61] + bad.bytes, isOpen: true)
      defer { withExtendedLifetime(peer) {} }
      #expect(try stream.readChar() == "a")
      for _ in 0..<2 {
        let text = try malformed { _ = try stream.readChar() }
        #expect(text.kind == bad.kind && text.offset == 1)
        #expect(text.bytes == Array(bad.bytes.prefix(bad.count)))
        #expect(try malformed { _ = try stream.readCharNoHang() } == text)
        #expect(try malformed { _ = try stream.peekChar() } == text)
        #expect(try stream.listen())
      }
      for byte in bad.bytes.prefix(bad.count) { #expect(try stream.readByte() == byte) }
      guard let next = bad.bytes.dropFirst(bad.count).first, next < 0x80 else { return }
      #expect(try stream.readChar() == Unicode.Scalar(next))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A line with bad text is not consumed`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(Array("ok\nab".utf8) + [0xFF] + Array("c\nd\n".utf8))
      #expect(try stream.readLine()?.line == "ok")
      for _ in 0..<2 {
        #expect(try malformed { _ = try stream.readLine() }.offset == 5)
      }
      #expect(try stream.readSequence(characters: 2) == "ab")
      #expect(try malformed { _ = try stream.readChar() }.bytes == [0xFF])
      #expect(try stream.readByte() == 0xFF)
      #expect(try stream.readLine()?.line == "c")
      #expect(try stream.readLine()?.line == "d")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A character that the end cuts short is an error, not the end`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, _) = try received([0x61, 0x62, 0xE2, 0x82])
      #expect(try malformed { _ = try stream.readLine() }.kind == .truncated)
      #expect(try stream.readChar() == "a")
      #expect(try stream.readChar() == "b")
      #expect(try malformed { _ = try stream.readChar() }.bytes == [0xE2, 0x82])
      #expect(try stream.rest() == [0xE2, 0x82])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A byte that ASCII does not have is an error`(choice: BlockingChoice) throws {
    try choice.run {
      let format = ExternalFormat(encoding: .usASCII, lineEnding: .lf)
      let (stream, _) = try received([0x61, 0xE9, 0x0a], format)
      #expect(try malformed { _ = try stream.readLine() }.kind == .unassigned)
      #expect(try stream.readChar() == "a")
      #expect(try stream.readByte() == 0xE9)
      #expect(try stream.readLine()?.line == "")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A format that replaces goes on`(choice: BlockingChoice) throws {
    try choice.run {
      let format = ExternalFormat(encoding: .utf8, lineEnding: .lf, invalid: .replace)
      let (stream, _) = try received([0x61, 0xFF, 0x62, 0x0a, 0xE2, 0x82], format)
      #expect(try stream.readLine()?.line == "a\u{FFFD}b")
      #expect(try stream.readLine()?.line == "\u{FFFD}")
    }
  }
}
