// UTF-16, big endian.

/// UTF-16 with the more significant byte first. A byte-order mark is the character U+FEFF.
public enum UTF16BigEndianCodec: OrderedUTF16Codec {
  /// Yes.
  public static var isBigEndian: Bool { true }
  /// `utf-16be`.
  public static var name: String { "utf-16be" }
  /// Spelt out.
  public static var aliases: [String] { ["utf-16-big-endian"] }
}
