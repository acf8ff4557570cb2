// Writing characters in UTF-8 to memory that is known to suffice.

/// Where the next character goes.
@safe
struct UTF8Writing {
  private let start: UnsafeMutableRawPointer

  /// How many bytes have been written.
  private(set) var count = 0

  /// Writes from `start` on. Unsafe: whoever makes it answers for the room, four bytes for each
  /// character, and for its validity as long as the value is used.
  @unsafe
  init(to start: UnsafeMutableRawPointer) { unsafe self.start = start }

  /// Writes a character.
  @inline(__always)
  mutating func append(_ scalar: Unicode.Scalar) {
    // Anything can be encoded in UTF-8. All four bytes are written, of which `count` count; there
    // is room for four.
    guard let encoded = UTF8Codec.encode(scalar) else { return }
    unsafe start.storeBytes(of: encoded.word.littleEndian, toByteOffset: count, as: UInt32.self)
    count &+= encoded.count
  }

  /// Writes a character below U+0800: one byte or two, without a branch on which.
  @inline(__always)
  mutating func append(below800 value: UInt32) {
    let isLong = value >= 0x80
    let two = (0xC0 | value &>> 6) | (0x80 | value & 0x3F) &<< 8
    let bytes = UInt16(truncatingIfNeeded: isLong ? two : value)
    // There is room for four bytes.
    unsafe start.storeBytes(of: bytes.littleEndian, toByteOffset: count, as: UInt16.self)
    count &+= isLong ? 2 : 1
  }

  /// Writes four characters below 0x80, the first one lowest.
  @inline(__always)
  mutating func append(fourASCII word: UInt32) {
    unsafe start.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt32.self)
    count &+= 4
  }

  /// What has been written, as a string.
  @inline(__always)
  func text() -> String {
    // Whole characters, and nothing else, have been written from `start` on.
    unsafe String(wellFormed: start, count: count)
  }
}

extension TextCodec {
  /// Decodes one character after the other, each malformed sequence as U+FFFD or as an error.
  @inline(__always)
  static func decodeEach(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    // Every character has at least one byte, and four bytes of room.
    let result = unsafe TextScratch.withRoom(capacity: 4 * bytes.count) { room in
      var output = unsafe UTF8Writing(to: room)
      var offset = 0
      while offset < bytes.count {
        switch decodeScalar(bytes.extracting(offset...), isEnd: true) {
        case .scalar(let scalar, let count):
          output.append(scalar)
          precondition(count > 0, "\(Self.self) decodes a character of no bytes")
          offset += count
        case .malformed(let kind, let count):
          guard invalid.replaces else {
            let error = MalformedBytes(kind: kind, offset: offset, count: count)
            return Result<String, MalformedBytes>.failure(error)
          }
          output.append("\u{FFFD}")
          precondition(count > 0, "\(Self.self) finds fault with no bytes")
          offset += count
        case .incomplete: preconditionFailure("\(Self.self) finds the end of the text incomplete")
        }
      }
      return .success(output.text())
    }
    return try result.get()
  }
}
