// Random formats, texts and bytes: few characters, so that what is rare elsewhere meets often.

import SluiceCore
import TestSupport

extension SplitMix64 {
  mutating func format() -> ExternalFormat {
    ExternalFormat.tested.randomElement(using: &self)!
  }

  /// Text of up to `count` characters.
  mutating func text(_ count: Int) -> String {
    let alphabet: [Unicode.Scalar] = [
      "\r", "\n", "\r", "\n", "a", "b", ",", "e", "\u{301}", "é", "ÿ", "Ж", "\u{0A0A}", "\u{0D0D}",
      "日", "🌊", "\u{1F1E9}", "\u{200D}", "\u{10FFFF}", "\0",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...count, using: &self) {
      // Mostly what every encoding has.
      let limit = Bool.random(using: &self) ? 8 : alphabet.count
      text.unicodeScalars.append(alphabet[Int.random(in: 0..<limit, using: &self)])
    }
    return text
  }

  /// Bytes that are mostly text of that format, or of another.
  mutating func input(_ format: ExternalFormat) -> [UInt8] {
    var bytes = Bool.random(using: &self) ? format.bytes("", mark: true) : []
    for _ in 0..<Int.random(in: 0...12, using: &self) {
      switch Int.random(in: 0...9, using: &self) {
      case 0: bytes += self.format().bytes(text(4), mark: true)
      case 1:
        bytes += (0..<Int.random(in: 1...4, using: &self)).map { _ in
          [0x0A, 0x0D, 0x00, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xD8, 0xDC, 0xFE, 0xFF]
            .randomElement(using: &self)!
        }
      default: bytes += format.bytes(text(12))
      }
    }
    return bytes
  }
}
