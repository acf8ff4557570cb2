// UTF-16, little endian.

/// UTF-16 with the less significant byte first. A byte-order mark is the character U+FEFF.
public enum UTF16LittleEndianCodec: TextCodec {
  enum Order: UTF16ByteOrder {
    static var isBigEndian: Bool { false }
  }

  /// `utf-16le`.
  public static var name: String { "utf-16le" }
  /// Spelt out.
  public static var aliases: [String] { ["utf-16-little-endian"] }
  /// Two bytes.
  public static var unitWidth: Int { 2 }
  /// No.
  public static var isASCIICompatible: Bool { false }
  /// Yes.
  public static var encodesEveryScalar: Bool { true }

  /// Decodes a unit, or a pair of surrogates.
  @inline(__always)
  public static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    UTF16Units<Order>.decodeScalar(bytes, isEnd: isEnd)
  }

  /// Encodes anything.
  @inline(__always)
  public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    UTF16Units<Order>.encode(scalar)
  }

  /// Four units at once where they are US-ASCII.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    try UTF16Units<Order>.decode(bytes, invalid: invalid)
  }

  /// Runs of US-ASCII at once.
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    UTF16Units<Order>.encode(text, into: room)
  }
}
