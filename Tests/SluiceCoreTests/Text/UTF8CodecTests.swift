import SluiceCore
import TestSupport
import Testing

struct UTF8CodecTests {
  /// Kind and length of what bytes begin with, by the Unicode standard's tables 3-7 and 3-8.
  @Test(
    arguments: [
      ([0x80], .loneContinuation, 1), ([0xBF, 0x80], .loneContinuation, 1),
      ([0xC0, 0x80], .overlong, 1), ([0xC1, 0xBF], .overlong, 1),
      ([0xE0, 0x80, 0x80], .overlong, 1),
      ([0xE0, 0x9F, 0xBF], .overlong, 1), ([0xF0, 0x80, 0x80, 0x80], .overlong, 1),
      ([0xF0, 0x8F, 0xBF, 0xBF], .overlong, 1), ([0xED, 0xA0, 0x80], .surrogate, 1),
      ([0xED, 0xBF, 0xBF], .surrogate, 1), ([0xF4, 0x90, 0x80, 0x80], .aboveMaximum, 1),
      ([0xF5, 0x80, 0x80, 0x80], .aboveMaximum, 1), ([0xF8, 0x88, 0x80, 0x80], .aboveMaximum, 1),
      ([0xFF, 0x41], .aboveMaximum, 1), ([0xC3, 0x28], .truncated, 1),
      ([0xE2, 0x28], .truncated, 1),
      ([0xE2, 0x82, 0x28], .truncated, 2), ([0xF0, 0x9F, 0x98, 0x41], .truncated, 3),
      ([0xC3], .truncated, 1), ([0xE2, 0x82], .truncated, 2), ([0xF1, 0x80, 0xC3], .truncated, 2),
      ([0xF0, 0x9F, 0x98], .truncated, 3), ([0xE1, 0xE2], .truncated, 1), ([0xED], .truncated, 1),
    ] as [([UInt8], MalformedKind, Int)])
  func `what is malformed says why`(bytes: [UInt8], kind: MalformedKind, count: Int) {
    #expect(firstScalar(bytes, .utf8) == .malformed(kind, count: count))
    let error = MalformedBytes(kind: kind, offset: 2, count: count)
    #expect(decoded([0x61, 0x62] + bytes, .utf8) == .failure(error))
  }

  @Test func `the examples of the Unicode standard become as many replacements`() {
    // Table 3-8, and the text above it.
    let table: [UInt8] = [
      0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64,
    ]
    let text = "a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}d"
    #expect(decoded(table, .utf8, .replace) == .success(text))
    let eight = String(repeating: "\u{FFFD}", count: 8) + "A"
    for bytes: [UInt8] in [
      [0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41],
      [0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41],
    ] { #expect(decoded(bytes, .utf8, .replace) == .success(eight)) }
  }

  @Test func `every pair of bytes is repaired as the standard library does it`() {
    for first in UInt8.min...UInt8.max {
      compare([first])
      for second in UInt8.min...UInt8.max { compare([first, second]) }
    }
  }

  /// The first and the last byte of each class, and one in the middle.
  private static let classes: [UInt8] = [
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
  ]

  @Test func `every three bytes of every class are repaired so, and four`() {
    for first in Self.classes {
      for second in Self.classes {
        for third in Self.classes {
          compare([first, second, third])
          guard first >= 0xE0, second >= 0x80, third >= 0x80 else { continue }
          for fourth: UInt8 in [0x41, 0x80, 0xBF, 0xC2] { compare([first, second, third, fourth]) }
        }
      }
    }
  }

  @Test func `random bytes are repaired so`() {
    var generator = Seeds.generator()
    for _ in 0..<2000 {
      let count = Int.random(in: 0...80, using: &generator)
      compare((0..<count).map { _ in Self.classes.randomElement(using: &generator)! })
    }
  }

  private func compare(_ bytes: [UInt8]) {
    guard let difference = difference(bytes) else { return }
    Issue.record("\(bytes): \(difference); \(Seeds.note)")
  }

  /// How the codec differs from the standard library or from itself.
  private func difference(_ bytes: [UInt8]) -> String? {
    let repaired = String(decoding: bytes, as: UTF8.self)
    guard decoded(bytes, .utf8, .replace) == .success(repaired) else { return "not so repaired" }
    let valid = String(validating: bytes, as: UTF8.self)
    switch decoded(bytes, .utf8) {
    case .success(let text): guard text == valid else { return "another text, or none" }
    case .failure(let error):
      guard valid == nil else { return "fault is found with a text" }
      let before = Array(bytes[..<error.offset])
      guard String(validating: before, as: UTF8.self) != nil else { return "a fault before" }
      guard extent(bytes, .utf8).bytes == error.offset else { return "another extent" }
    }
    let whole = TextExtent(bytes: bytes.count, characters: repaired.unicodeScalars.count)
    guard extent(bytes, .utf8, .replace) == whole else { return "not all, when repaired" }
    return bytes.isEmpty ? nil : difference(atSplit: bytes)
  }

  /// An answer does not change when more comes; without an answer, more can make a character.
  private func difference(atSplit bytes: [UInt8]) -> String? {
    let answer = firstScalar(bytes, .utf8, isEnd: false)
    guard answer == .incomplete else {
      let later = [bytes, bytes + [0x80], bytes + [0x41]].map { firstScalar($0, .utf8) }
      return later.allSatisfy { $0 == answer } ? nil : "another answer when more comes"
    }
    let endings: [[UInt8]] = [
      [0x80], [0xBF], [0x80, 0x80], [0xBF, 0x80], [0x80, 0x80, 0x80], [0xBF, 0x80, 0x80],
    ]
    let completed = endings.contains {
      if case .scalar(_, let count) = firstScalar(bytes + $0, .utf8) {
        count > bytes.count
      } else {
        false
      }
    }
    return completed ? nil : "nothing makes it a character"
  }
}
