// Latin-1 in bulk.

extension Latin1Codec {
  /// Widens. Copies where all is US-ASCII.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    if let text = String(ascii: bytes) { return text }
    return unsafe bytes.withUnsafeBytes {
      // Not empty, else it were US-ASCII, hence with an address; read during the call.
      unsafe widened($0.baseAddress.unsafelyUnwrapped, count: $0.count)
    }
  }

  @unsafe @inline(never)
  private static func widened(_ start: UnsafeRawPointer, count: Int) -> String {
    // `count` bytes from `start` on are lent to the caller, and read during the call.
    let others = unsafe ASCIIRuns.countOthers(start, count: count)
    return unsafe TextScratch.withRoom(capacity: count + others + 1) { room in
      unsafe Latin1Widening.widen(start, count: count, others: others, to: room)
      return unsafe String(wellFormed: room, count: count + others)
    }
  }

  /// A byte is a character.
  public static func extent(
    of bytes: Span<UInt8>, limit: Int, isEnd: Bool, invalid: InvalidTextPolicy
  ) -> TextExtent {
    let count = max(0, min(limit, bytes.count))
    return TextExtent(bytes: count, characters: count)
  }

  /// Narrows. As in widening, no branch depends on where the next character of two bytes is.
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    guard !text.isEmpty else { return EncodingProgress(read: 0, written: 0, stop: .finished) }
    return unsafe text.withUnsafeBytes { raw in
      // Not empty, hence with an address; read during the call. The room is lent to it.
      var narrowing = unsafe Latin1Narrowing(
        text: raw.baseAddress.unsafelyUnwrapped, textCount: raw.count, room: room.base,
        roomCount: room.count)
      return narrowing.run()
    }
  }

  /// Skips US-ASCII.
  public static func firstUnencodable(in text: Span<UInt8>) -> UnencodableCharacter? {
    var offset = 0
    var index = 0
    while offset < text.count {
      let run = text.extracting(offset...).asciiPrefix
      offset += run
      index += run
      guard offset < text.count else { return nil }
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: offset)
      guard encode(scalar) != nil else { return UnencodableCharacter(scalar: scalar, index: index) }
      offset += count
      index += 1
    }
    return nil
  }
}
