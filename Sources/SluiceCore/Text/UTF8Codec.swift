// UTF-8.

/// UTF-8, without overlong forms and surrogates. A byte-order mark is the character U+FEFF.
public enum UTF8Codec: TextCodec {
  /// `utf-8`.
  public static var name: String { "utf-8" }
  /// As Unicode calls it.
  public static var aliases: [String] { ["unicode-1-1-utf-8"] }
  /// Bytes.
  public static var unitWidth: Int { 1 }
  /// Yes.
  public static var isASCIICompatible: Bool { true }
  /// Yes.
  public static var encodesEveryScalar: Bool { true }

  /// Decodes by the table of well-formed sequences of the Unicode standard (table 3-7).
  @inline(__always)
  public static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    let lead = bytes[0]
    if lead < 0x80 { return .scalar(Unicode.Scalar(lead), count: 1) }
    return decodeSequence(bytes, isEnd: isEnd)
  }

  /// Encodes anything.
  @inline(__always)
  public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    let value = scalar.value
    if value < 0x80 { return EncodedScalar(exactWord: value, count: 1) }
    let last = 0x80 | value & 0x3F
    if value < 0x800 { return EncodedScalar(exactWord: 0xC0 | value >> 6 | last << 8, count: 2) }
    let third = 0x80 | value >> 6 & 0x3F
    if value < 0x1_0000 {
      return EncodedScalar(exactWord: 0xE0 | value >> 12 | third << 8 | last << 16, count: 3)
    }
    let second = 0x80 | value >> 12 & 0x3F
    return EncodedScalar(
      exactWord: 0xF0 | value >> 18 | second << 8 | third << 16 | last << 24, count: 4)
  }
}
