// UTF-16, little endian.

/// UTF-16 with the less significant byte first. A byte-order mark is the character U+FEFF.
public enum UTF16LittleEndianCodec: OrderedUTF16Codec {
  /// No.
  public static var isBigEndian: Bool { false }
  /// `utf-16le`.
  public static var name: String { "utf-16le" }
  /// Spelt out.
  public static var aliases: [String] { ["utf-16-little-endian"] }
}
