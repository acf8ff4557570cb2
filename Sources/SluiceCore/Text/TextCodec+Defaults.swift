// What a codec need not write itself: everything, from one character at a time.

extension TextCodec {
  /// None.
  public static var aliases: [String] { [] }

  /// Whether the codec encodes LF and CR so.
  public static var isASCIICompatible: Bool {
    unitWidth == 1 && encode("\n") == EncodedScalar(.lineFeed)
      && encode("\r") == EncodedScalar(.carriageReturn)
  }

  /// No.
  public static var encodesEveryScalar: Bool { false }

  /// Decodes one character after the other.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    try decodeEach(bytes, invalid: invalid)
  }

  /// Decodes one character after the other.
  public static func extent(
    of bytes: Span<UInt8>, limit: Int, isEnd: Bool, invalid: InvalidTextPolicy
  ) -> TextExtent {
    var extent = TextExtent(bytes: 0, characters: 0)
    while extent.characters < limit, extent.bytes < bytes.count {
      let decoding = decodeScalar(bytes.extracting(extent.bytes...), isEnd: isEnd)
      guard extent.take(decoding, invalid: invalid) else { break }
    }
    return extent
  }

  /// Encodes one character after the other.
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    var progress = EncodingProgress(read: 0, written: 0, stop: .finished)
    while progress.read < text.count {
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: progress.read)
      guard let encoded = encode(scalar) else {
        progress.stop = .unencodable(scalar, count: count)
        return progress
      }
      guard encoded.count <= room.count - progress.written else {
        progress.stop = .needsRoom
        return progress
      }
      encoded.store(to: room.dropping(progress.written))
      progress.read += count
      progress.written += encoded.count
    }
    return progress
  }

  /// Tries one character after the other.
  public static func firstUnencodable(in text: Span<UInt8>) -> UnencodableCharacter? {
    guard !encodesEveryScalar else { return nil }
    var offset = 0
    var index = 0
    while offset < text.count {
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: offset)
      guard encode(scalar) != nil else { return UnencodableCharacter(scalar: scalar, index: index) }
      offset += count
      index += 1
    }
    return nil
  }

  /// The codec itself, and no mark.
  public static func resolvedForReading(start: Span<UInt8>, isEnd: Bool) -> ResolvedCodec? {
    resolvedForWriting
  }

  /// The codec itself, and no mark.
  public static var resolvedForWriting: ResolvedCodec { ResolvedCodec(codec: Self.self) }
}
