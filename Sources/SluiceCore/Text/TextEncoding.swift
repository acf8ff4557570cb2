// An encoding as a value.

/// How text is encoded.
public struct TextEncoding: Sendable {
  /// What does the work.
  public let codec: any TextCodec.Type

  /// The encoding of that codec.
  public init(_ codec: any TextCodec.Type) { self.codec = codec }

  /// UTF-8. A byte-order mark is read as U+FEFF, and none is written.
  public static var utf8: TextEncoding { TextEncoding(UTF8Codec.self) }

  /// Latin-1 (ISO 8859-1): every byte is the character of that number.
  public static var latin1: TextEncoding { TextEncoding(Latin1Codec.self) }

  /// US-ASCII: bytes of 0x80 and above are no text.
  public static var usASCII: TextEncoding { TextEncoding(ASCIICodec.self) }

  /// UTF-16, the less significant byte first. A byte-order mark is read as U+FEFF, and none is
  /// written.
  public static var utf16LittleEndian: TextEncoding { TextEncoding(UTF16LittleEndianCodec.self) }

  /// UTF-16, the more significant byte first. A byte-order mark is read as U+FEFF, and none is
  /// written.
  public static var utf16BigEndian: TextEncoding { TextEncoding(UTF16BigEndianCodec.self) }

  /// UTF-16 by byte-order mark: reading, a mark at the start decides and is consumed, and without
  /// one the text is big endian. Writing is big endian, with a mark at the start.
  public static var utf16: TextEncoding { TextEncoding(UTF16MarkedCodec.self) }

  /// Every encoding of this library.
  public static var all: [TextEncoding] {
    [.utf8, .latin1, .usASCII, .utf16, .utf16LittleEndian, .utf16BigEndian]
  }
}

extension TextEncoding: Hashable {
  /// Whether both are of the same codec.
  public static func == (a: TextEncoding, b: TextEncoding) -> Bool { a.codec == b.codec }

  /// Mixes in the codec.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(codec)) }
}

extension TextEncoding: CustomStringConvertible {
  /// The name of the encoding in lower case, such as `utf-8` and `utf-16le`.
  public var name: String { codec.name }

  /// The name.
  public var description: String { name }
}
