// What the codecs of UTF-16 are but for the byte order.

/// UTF-16 in one byte order: a codec that says which, and what it is called.
public protocol OrderedUTF16Codec: TextCodec {
  /// Whether the more significant byte of a unit comes first.
  static var isBigEndian: Bool { get }
}

extension OrderedUTF16Codec {
  /// Two bytes.
  public static var unitWidth: Int { 2 }
  /// No.
  public static var isASCIICompatible: Bool { false }
  /// Yes.
  public static var encodesEveryScalar: Bool { true }

  /// Decodes a unit, or a pair of surrogates.
  @inline(__always)
  public static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    UTF16Units<Self>.decodeScalar(bytes, isEnd: isEnd)
  }

  /// Encodes anything.
  @inline(__always)
  public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? {
    UTF16Units<Self>.encode(scalar)
  }

  /// Four units at once where they are US-ASCII.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    try UTF16Units<Self>.decode(bytes, invalid: invalid)
  }

  /// Runs of US-ASCII at once.
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    UTF16Units<Self>.encode(text, into: room)
  }
}
