// US-ASCII in bulk: nothing to convert, only to look for what is none.

import Glibc

extension ASCIICodec {
  /// Looks at all bytes and copies; only what is malformed is looked at one after the other.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    if let text = String(ascii: bytes) { return text }
    guard invalid.replaces else {
      throw MalformedBytes(kind: .unassigned, offset: bytes.asciiPrefix, count: 1)
    }
    return try decodeEach(bytes, invalid: invalid)
  }

  /// A byte is a character, or is malformed by itself.
  public static func extent(
    of bytes: Span<UInt8>, limit: Int, isEnd: Bool, invalid: InvalidTextPolicy
  ) -> TextExtent {
    var count = max(0, min(limit, bytes.count))
    if !invalid.replaces { count = bytes.extracting(first: count).asciiPrefix }
    return TextExtent(bytes: count, characters: count)
  }

  /// Copies up to the first character of two bytes.
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    let fitting = min(text.count, room.count)
    let count = text.extracting(first: fitting).asciiPrefix
    if count > 0 {
      // In bounds of both; what is read and what is written are different memory.
      unsafe text.withUnsafeBytes {
        unsafe _ = memcpy(room.base, $0.baseAddress.unsafelyUnwrapped, count)
      }
    }
    var progress = EncodingProgress(read: count, written: count, stop: .finished)
    if count < fitting {
      let (scalar, width) = UTF8Codec.wellFormedScalar(text, at: count)
      progress.stop = .unencodable(scalar, count: width)
    } else if count < text.count {
      progress.stop = .needsRoom
    }
    return progress
  }

  /// The first of more than one byte.
  public static func firstUnencodable(in text: Span<UInt8>) -> UnencodableCharacter? {
    let count = text.asciiPrefix
    guard count < text.count else { return nil }
    let (scalar, _) = UTF8Codec.wellFormedScalar(text, at: count)
    return UnencodableCharacter(scalar: scalar, index: count)
  }
}
