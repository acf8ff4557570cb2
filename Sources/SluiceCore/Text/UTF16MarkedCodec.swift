// UTF-16 whose byte order is told by a mark.

/// UTF-16 in the byte order that a mark at the start of the stream tells.
///
/// Reading, a mark is consumed and decides; without one the stream is big endian, as RFC 2781 has
/// it. Writing is big endian, with a mark before the first text. Asked without being resolved
/// first, it is big endian, and a mark is the character U+FEFF.
public enum UTF16MarkedCodec: OrderedUTF16Codec {
  /// `utf-16`.
  public static var name: String { "utf-16" }
  /// With its mark.
  public static var aliases: [String] { ["utf-16-bom"] }
  /// Yes, until it is resolved.
  public static var isBigEndian: Bool { true }

  /// Two bytes decide, if they are a mark. The first alone decides if it begins none.
  public static func resolvedForReading(start: Span<UInt8>, isEnd: Bool) -> ResolvedCodec? {
    if start.count >= 2 {
      if start[0] == 0xFF, start[1] == 0xFE {
        return ResolvedCodec(
          codec: UTF16LittleEndianCodec.self, mark: EncodedScalar(word: 0xFEFF, count: 2))
      }
      if start[0] == 0xFE, start[1] == 0xFF { return resolvedForWriting }
    } else if !isEnd, start.isEmpty || start[0] >= 0xFE {
      return nil
    }
    return ResolvedCodec(codec: UTF16BigEndianCodec.self)
  }

  /// Big endian, after a mark.
  public static var resolvedForWriting: ResolvedCodec {
    ResolvedCodec(codec: UTF16BigEndianCodec.self, mark: EncodedScalar(word: 0xFFFE, count: 2))
  }
}
