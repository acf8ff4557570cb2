import SluiceCore
import TestSupport
import Testing

/// An encoding that Sluice does not have, defined in this file alone.
private enum KOI8RCodec: TextCodec {
  static var name: String { "koi8-r" }
  static var aliases: [String] { ["cskoi8r"] }
  static var unitWidth: Int { 1 }

  /// The letters from 0xC0 on; below them only Ё is known here.
  private static let letters = Array(
    "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ".unicodeScalars)

  static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    let byte = bytes[0]
    switch byte {
    case 0..<0x80: return .scalar(Unicode.Scalar(byte), count: 1)
    case 0xC0...: return .scalar(letters[Int(byte) - 0xC0], count: 1)
    case 0xB3: return .scalar("Ё", count: 1)
    default: return .malformed(.unassigned, count: 1)
    }
  }

  static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    if scalar.isASCII { return EncodedScalar(UInt8(scalar.value)) }
    if scalar == "Ё" { return EncodedScalar(0xB3) }
    return letters.firstIndex(of: scalar).map { EncodedScalar(UInt8(0xC0 + $0)) }
  }
}

extension TextEncoding {
  fileprivate static var koi8r: TextEncoding { TextEncoding(KOI8RCodec.self) }
}

/// A few letters of EBCDIC, where neither LF nor CR is where US-ASCII has it.
private enum EBCDICCodec: TextCodec {
  static var name: String { "ebcdic" }
  static var unitWidth: Int { 1 }
  private static let letters: [UInt8: Unicode.Scalar] = [
    0x25: "\n", 0x0D: "\r", 0xC1: "A", 0xC2: "B", 0x6F: "?",
  ]

  static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    letters[bytes[0]].map { .scalar($0, count: 1) } ?? .malformed(.unassigned, count: 1)
  }

  static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    letters.first { $0.value == scalar }.map { EncodedScalar($0.key) }
  }
}

struct CustomCodecTests {
  @Test func `two functions make an encoding`() {
    let bytes: [UInt8] = [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x21]
    #expect(decoded(bytes, .koi8r) == .success("Привет!"))
    for room in 1...8 { #expect(encoded("Привет!", .koi8r, room: room).bytes == bytes) }
    let error = MalformedBytes(kind: .unassigned, offset: 2, count: 1)
    #expect(decoded([0x61, 0xB3, 0x80, 0x62], .koi8r) == .failure(error))
    #expect(decoded([0x61, 0xB3, 0x80, 0x62], .koi8r, .replace) == .success("aЁ\u{FFFD}b"))
    #expect(encoded("да€", .koi8r).stop == .unencodable("€", count: 3))
    #expect(encoded("да€", .koi8r, .replace).bytes == [0xC4, 0xC1, 0x3F])
    let euro = UnencodableCharacter(scalar: "€", index: 2)
    #expect(firstUnencodable("да€", .koi8r) == euro)
    #expect(extent(bytes, .koi8r, limit: 3, isEnd: false) == TextExtent(bytes: 3, characters: 3))
  }

  @Test func `it is found by name among those that are passed`() throws {
    let known = TextEncoding.all + [.koi8r]
    #expect(try TextEncoding(named: "KOI8-R", among: known) == .koi8r)
    #expect(try TextEncoding(named: "csKOI8R", among: known) == .koi8r)
    let format = try ExternalFormat(named: "koi8-r,lf", among: known)
    #expect(format == ExternalFormat(encoding: .koi8r, lineEnding: .lf))
    #expect(format.description == "koi8-r,lf")
    #expect(throws: UnknownTextName.self) { try TextEncoding(named: "koi8-r") }
  }

  @Test func `whether line endings are those of ASCII follows from the codec`() {
    #expect(KOI8RCodec.isASCIICompatible)
    #expect(!EBCDICCodec.isASCIICompatible)
    #expect(
      encoded("A\nB€", TextEncoding(EBCDICCodec.self), .replace).bytes == [0xC1, 0x25, 0xC2, 0x6F])
    for encoding in TextEncoding.all {
      let codec = encoding.codec
      let isCompatible = codec.isASCIICompatible
      #expect(isCompatible == (codec.unitWidth == 1))
    }
  }
}
