// UTF-8 in bulk: the standard library's validation, and copies.

import Glibc

extension UTF8Codec {
  /// Validates and copies: what is US-ASCII by one look at each word, the rest by the standard library.
  /// Only what is malformed is looked at one character after the other.
  @inline(__always)
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    // Known to be US-ASCII, a line of 40 bytes is made 8 ns faster.
    if let text = String(ascii: bytes) { return text }
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes))
    } catch {
      guard invalid.replaces else { throw malformed(bytes, at: error.byteOffsets.lowerBound) }
      return try decodeEach(bytes, invalid: invalid)
    }
  }

  /// The first malformed sequence, which begins at that offset.
  @inline(never)
  private static func malformed(_ bytes: Span<UInt8>, at offset: Int) -> MalformedBytes {
    guard
      case .malformed(let kind, let count) = decodeScalar(
        bytes.extracting(offset...), isEnd: true)
    else { preconditionFailure("the standard library finds fault with well-formed UTF-8") }
    return MalformedBytes(kind: kind, offset: offset, count: count)
  }

  /// Skips US-ASCII.
  public static func extent(
    of bytes: Span<UInt8>, limit: Int, isEnd: Bool, invalid: InvalidTextPolicy
  ) -> TextExtent {
    var extent = TextExtent(bytes: 0, characters: 0)
    while extent.characters < limit, extent.bytes < bytes.count {
      let rest = bytes.extracting(extent.bytes...)
      let run = rest.extracting(first: min(rest.count, limit - extent.characters)).asciiPrefix
      if run > 0 {
        extent.bytes += run
        extent.characters += run
        continue
      }
      guard extent.take(decodeSequence(rest, isEnd: isEnd), invalid: invalid) else { break }
    }
    return extent
  }

  /// Copies, and stops where the room ends, be it within a character.
  @inline(__always)
  public static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    let count = min(text.count, room.count)
    if count > 0 {
      // In bounds of both by the line above; what is read and what is written are different memory.
      unsafe text.withUnsafeBytes {
        unsafe _ = memcpy(room.base, $0.baseAddress.unsafelyUnwrapped, count)
      }
    }
    return EncodingProgress(
      read: count, written: count, stop: count == text.count ? .finished : .needsRoom)
  }
}
