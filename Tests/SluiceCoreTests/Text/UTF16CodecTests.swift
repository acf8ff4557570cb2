import SluiceCore
import TestSupport
import Testing

struct UTF16CodecTests {
  @Test(
    arguments: [
      ([0xD800], .loneSurrogate, 2), ([0xDC00], .loneSurrogate, 2),
      ([0xD800, 0x0041], .loneSurrogate, 2), ([0xDBFF, 0xD800, 0xDC00], .loneSurrogate, 2),
      ([0xDFFF, 0xDC00], .loneSurrogate, 2),
    ] as [([UInt16], MalformedKind, Int)])
  func `half of a pair is malformed`(units: [UInt16], kind: MalformedKind, count: Int) {
    for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
      let bytes = self.bytes([0x61] + units, encoding)
      let error = MalformedBytes(kind: kind, offset: 2, count: count)
      #expect(decoded(bytes, encoding) == .failure(error))
    }
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func `an odd byte is malformed at the end alone`(encoding: TextEncoding) {
    let letter = bytes([0x61], encoding)
    let high = bytes([0xD83D], encoding)
    #expect(firstScalar([0x61], encoding, isEnd: false) == .incomplete)
    #expect(firstScalar([0x61], encoding) == .malformed(.oddByte, count: 1))
    #expect(firstScalar(high + [0xDE], encoding, isEnd: false) == .incomplete)
    #expect(firstScalar(high + [0xDE], encoding) == .malformed(.loneSurrogate, count: 2))
    let odd = MalformedBytes(kind: .oddByte, offset: 2, count: 1)
    #expect(decoded(letter + [0x62], encoding) == .failure(odd))
    #expect(decoded(letter + [0x62], encoding, .replace) == .success("a\u{FFFD}"))
    let both = decoded(letter + high + [0x62], encoding, .replace)
    #expect(both == .success("a\u{FFFD}\u{FFFD}"))
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func `random units are repaired as the standard library does it`(encoding: TextEncoding) {
    var generator = Seeds.generator()
    let classes: [ClosedRange<UInt16>] = [
      0...0x7F, 0...0x7F, 0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xD800...0xDBFF, 0xDC00...0xDFFF,
      0xE000...0xFFFF,
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...40, using: &generator)
      let kinds = Int.random(in: 1...classes.count, using: &generator)
      let units = (0..<count).map { _ in
        UInt16.random(
          in: classes[Int.random(in: 0..<kinds, using: &generator)], using: &generator)
      }
      let repaired = String(decoding: units, as: UTF16.self)
      let bytes = bytes(units, encoding)
      #expect(decoded(bytes, encoding, .replace) == .success(repaired), "\(units), \(Seeds.note)")
      let valid = String(validating: units, as: UTF16.self)
      #expect((try? decoded(bytes, encoding).get()) == valid, "\(units), \(Seeds.note)")
    }
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE], TextEncoding.utf16LittleEndian, 2), ([0xFE, 0xFF], .utf16BigEndian, 2),
      ([0x00, 0x61], .utf16BigEndian, 0), ([0xFF, 0xFF], .utf16BigEndian, 0),
      ([0xFE, 0xFE], .utf16BigEndian, 0), ([0x00], .utf16BigEndian, 0),
    ] as [([UInt8], TextEncoding, Int)])
  func `a mark decides about the byte order`(
    start: [UInt8], encoding: TextEncoding, count: Int
  ) throws {
    for isEnd in [false, true] {
      let resolved = try #require(resolvedUTF16(start, isEnd: isEnd))
      #expect(TextEncoding(resolved.codec) == encoding)
      #expect((0..<resolved.mark.count).map { resolved.mark[$0] } == Array(start[..<count]))
    }
  }

  @Test func `half of a mark decides at the end alone`() throws {
    for start: [UInt8] in [[], [0xFF], [0xFE]] {
      #expect(resolvedUTF16(start, isEnd: false) == nil)
      let resolved = try #require(resolvedUTF16(start, isEnd: true))
      #expect(TextEncoding(resolved.codec) == .utf16BigEndian && resolved.mark.count == 0)
    }
  }

  @Test func `writing is big endian after a mark`() {
    let resolved = TextEncoding.utf16.codec.resolvedForWriting
    #expect(TextEncoding(resolved.codec) == .utf16BigEndian)
    #expect(resolved.mark == resolved.codec.encode("\u{FEFF}"))
  }

  private func bytes(_ units: [UInt16], _ encoding: TextEncoding) -> [UInt8] {
    units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
      return encoding == .utf16BigEndian ? pair : pair.reversed()
    }
  }
}
