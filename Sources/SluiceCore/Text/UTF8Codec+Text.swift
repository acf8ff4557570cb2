// UTF-8 in bulk: the standard library's validation and repair, and copies.

import Glibc

extension UTF8Codec {
  /// Validates and copies; under `.replace` the standard library repairs.
  @inline(__always)
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes))
    } catch {
      guard invalid.replaces else { throw malformed(bytes, at: error.byteOffsets.lowerBound) }
      return repaired(bytes)
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

  @inline(never)
  private static func repaired(_ bytes: Span<UInt8>) -> String {
    // Read within the closure only.
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
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
