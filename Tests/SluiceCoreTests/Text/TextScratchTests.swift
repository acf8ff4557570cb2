import SluiceCore
import TestSupport
import Testing

/// Texts of all sizes, on many threads, and one within the other.
struct TextScratchTests {
  @Test func `texts of every size are whole`() async {
    await withTaskGroup(of: Void.self) { group in
      for shift in 0..<4 {
        group.addTask {
          for count in [1, 511, 512, 1023, 1024, 1025, 1 << 17, (1 << 18) + 3, 1 << 19, 700] {
            let bytes = [UInt8](repeating: 0xE0 + UInt8(shift), count: count + shift)
            let letter = String(Unicode.Scalar(bytes[0]))
            let text = String(repeating: letter, count: count + shift)
            #expect(decoded(bytes, .latin1) == .success(text))
          }
        }
      }
    }
  }

  @Test func `a codec may decode a text while one is being decoded`() {
    let bytes = (0..<600).map { UInt8(truncatingIfNeeded: $0) }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(Unicode.Scalar(0xC0 | byte & 0x3F)) }
    #expect(decoded(bytes, TextEncoding(NestingCodec.self)) == .success(String(text)))
  }
}

/// Decodes each byte by way of a longer text.
private enum NestingCodec: TextCodec {
  static var name: String { "nesting" }
  static var unitWidth: Int { 1 }

  static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    let inner = [UInt8](repeating: 0xC0 | bytes[0] & 0x3F, count: 2000 + Int(bytes[0]))
    guard case .success(let text) = decoded(inner, .latin1), let scalar = text.unicodeScalars.last
    else { return .malformed(.unassigned, count: 1) }
    return .scalar(scalar, count: 1)
  }

  static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? { nil }
}
