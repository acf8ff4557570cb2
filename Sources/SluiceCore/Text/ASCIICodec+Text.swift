// US-ASCII in bulk: nothing to convert, only to look for what is none.

import Glibc

extension ASCIICodec {
  /// Looks at all bytes, then copies.
  public static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    let good = bytes.asciiPrefix
    guard good == bytes.count else {
      guard invalid.replaces else {
        throw MalformedBytes(kind: .unassigned, offset: good, count: 1)
      }
      return try decodeEach(bytes, invalid: invalid)
    }
    guard good > 0 else { return "" }
    return unsafe bytes.withUnsafeBytes {
      // Not empty, hence with an address; read during the call.
      unsafe String(wellFormed: $0.baseAddress.unsafelyUnwrapped, count: $0.count, isASCII: true)
    }
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

extension Span<UInt8> {
  /// Whether all bytes are below 0x80.
  @inline(__always)
  var isASCII: Bool {
    guard !isEmpty else { return true }
    return unsafe withUnsafeBytes {
      // Not empty, hence with an address; read during the call.
      unsafe ASCIIRuns.isAll($0.baseAddress.unsafelyUnwrapped, count: $0.count)
    }
  }

  /// How many bytes from the first on are below 0x80.
  @inline(__always)
  var asciiPrefix: Int {
    guard !isEmpty else { return 0 }
    return unsafe withUnsafeBytes {
      // Not empty, hence with an address; read during the call.
      unsafe ASCIIRuns.prefix($0.baseAddress.unsafelyUnwrapped, count: $0.count)
    }
  }
}
