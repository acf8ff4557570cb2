// Latin-1: the first 256 characters of Unicode, a byte each.

/// ISO 8859-1. Every byte is a character.
public enum Latin1Codec: TextCodec {
  /// `latin-1`.
  public static var name: String { "latin-1" }
  /// As the registry of the IANA and people call it.
  public static var aliases: [String] { ["iso-8859-1", "iso-ir-100", "l1", "ibm819", "cp819"] }
  /// Bytes.
  public static var unitWidth: Int { 1 }
  /// Yes.
  public static var isASCIICompatible: Bool { true }

  /// The character whose number is the byte.
  @inline(__always)
  public static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    .scalar(Unicode.Scalar(bytes[0]), count: 1)
  }

  /// Encodes what lies below U+0100.
  @inline(__always)
  public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    UInt8(exactly: scalar.value).map { EncodedScalar($0) }
  }
}
