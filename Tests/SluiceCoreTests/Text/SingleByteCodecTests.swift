import SluiceCore
import TestSupport
import Testing

/// Latin-1 and US-ASCII, in which a byte is a character.
struct SingleByteCodecTests {
  /// The ways a long text is widened differ by its length and by how many bytes are high.
  @Test(arguments: [0, 1, 3, 5, 10, 50, 100])
  func `random Latin-1 is widened`(percent: Int) {
    var generator = Seeds.generator()
    for count in Array(0...70) + [127, 128, 129, 255, 500, 511, 512, 1023, 1024, 1025, 9000] {
      let bytes = (0..<count).map { _ in
        Int.random(in: 0..<100, using: &generator) < percent
          ? UInt8.random(in: 0x80...0xFF, using: &generator)
          : UInt8.random(in: 0...0x7F, using: &generator)
      }
      var expected = String.UnicodeScalarView()
      expected.append(contentsOf: bytes.map { Unicode.Scalar($0) })
      let text = decoded(bytes, .latin1)
      #expect(text == .success(String(expected)), "\(count) bytes, \(Seeds.note)")
      let (back, _, _) = encoded(String(expected), .latin1)
      #expect(back == bytes, "\(count) bytes, \(Seeds.note)")
    }
  }

  @Test func `a byte that is not ASCII is malformed by itself`() {
    for count in 0...40 {
      for place in 0..<count {
        var bytes = [UInt8](repeating: 0x61, count: count)
        bytes[place] = 0x80
        let error = MalformedBytes(kind: .unassigned, offset: place, count: 1)
        #expect(decoded(bytes, .usASCII) == .failure(error))
        let letters = String(repeating: "a", count: place)
        let more = String(repeating: "a", count: count - place - 1)
        #expect(decoded(bytes, .usASCII, .replace) == .success(letters + "\u{FFFD}" + more))
      }
    }
  }

  @Test func `a text of ASCII alone is known to be so`() {
    for encoding in [TextEncoding.latin1, .usASCII] {
      guard
        case .success(let text) = decoded(Array("plain text, longer than sixteen".utf8), encoding)
      else {
        Issue.record("no text")
        continue
      }
      let isKnown = text.utf8Span.isKnownASCII
      #expect(isKnown)
    }
  }

  /// Wherever in the text it stands, and whatever surrounds it.
  @Test(arguments: [TextEncoding.latin1, .usASCII])
  func `a character that cannot be encoded stops, and is named`(encoding: TextEncoding) {
    let scalars: [Unicode.Scalar] = ["\u{100}", "\u{7FF}", "\u{20AC}", "\u{1F600}"]
    for scalar in scalars + (encoding == .usASCII ? ["\u{80}", "\u{FF}"] : []) {
      for filler in encoding == .usASCII ? ["a"] : ["a", "é", "aé"] {
        for count in 0...20 {
          let before = String(repeating: filler, count: count)
          let text = before + "\(scalar)" + String(repeating: "b", count: 12)
          let index = before.unicodeScalars.count
          let (bytes, read, stop) = encoded(text, encoding)
          let width = String(scalar).utf8.count
          #expect(stop == .unencodable(scalar, count: width))
          #expect(
            read == before.utf8.count && bytes == before.unicodeScalars.map { UInt8($0.value) })
          let found = firstUnencodable(text, encoding)
          #expect(found == UnencodableCharacter(scalar: scalar, index: index))
          #expect(firstUnencodable(before, encoding) == nil)
        }
      }
    }
  }

  @Test func `a substitute is written instead, in rooms of every size`() {
    let text = "€uro: 5 € ǅ, not so rare: 😀😀"
    for room in 1...40 {
      let replaced = encoded(text, .latin1, .replace, room: room)
      #expect(replaced.bytes == Array("?uro: 5 ? ?, not so rare: ??".utf8))
      #expect(replaced.stop == .finished && replaced.read == text.utf8.count)
      let chosen = encoded(text, .latin1, .replace(writing: "¤"), room: room)
      #expect(decoded(chosen.bytes, .latin1) == .success("¤uro: 5 ¤ ¤, not so rare: ¤¤"))
      // One that the encoding does not have either.
      let second = encoded(text, .usASCII, .replace(writing: "¤"), room: room)
      #expect(second.bytes == replaced.bytes)
    }
    #expect(TextEncoding.latin1.codec.encode("€", invalid: .fail) == nil)
    #expect(TextEncoding.latin1.codec.encode("€", invalid: .replace) == EncodedScalar(0x3F))
  }
}
