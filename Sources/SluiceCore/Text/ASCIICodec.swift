// US-ASCII: seven bits.

/// US-ASCII. A byte of 0x80 or above is malformed.
public enum ASCIICodec: TextCodec {
  /// `us-ascii`.
  public static var name: String { "us-ascii" }
  /// As the registry of the IANA and people call it.
  public static var aliases: [String] {
    ["ascii", "us", "iso-646-us", "ansi_x3.4-1968", "iso-ir-6", "ibm367", "cp367"]
  }
  /// Bytes.
  public static var unitWidth: Int { 1 }
  /// Yes.
  public static var isASCIICompatible: Bool { true }

  /// The character whose number is the byte, if it is below 0x80.
  @inline(__always)
  public static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    let byte = bytes[0]
    return byte < 0x80
      ? .scalar(Unicode.Scalar(byte), count: 1) : .malformed(.unassigned, count: 1)
  }

  /// Encodes what lies below U+0080.
  @inline(__always)
  public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    scalar.isASCII ? EncodedScalar(UInt8(truncatingIfNeeded: scalar.value)) : nil
  }
}
