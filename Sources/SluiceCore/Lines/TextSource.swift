// What text can be written from.

/// Something that shows its text as UTF-8 without copying it.
public protocol TextSource: Sendable {
  /// Shows the text, which is well-formed UTF-8, to `body`.
  func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R
}

extension String: TextSource {
  /// Shows the string's own bytes.
  @inlinable @inline(__always)
  public func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(utf8.span)
  }
}

extension Substring: TextSource {
  /// Shows the bytes of the string that it is a part of.
  @inlinable @inline(__always)
  public func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(utf8.span)
  }
}

extension Character: TextSource {
  /// Shows the bytes of the character.
  @inlinable @inline(__always)
  public func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try String(self).withUTF8Bytes(body)
  }
}

extension Unicode.Scalar: TextSource {
  /// Encodes the character aside.
  public func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    guard let encoded = UTF8Codec.encode(self) else {
      preconditionFailure("UTF-8 has every character")
    }
    let bytes = encoded.bytes
    return try body(bytes.span.extracting(0..<encoded.count))
  }
}

extension StaticString: TextSource {
  /// Shows the bytes in the program's constants.
  public func withUTF8Bytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    guard hasPointerRepresentation else { return try unicodeScalar.withUTF8Bytes(body) }
    // Constants are there for as long as the program.
    let bytes = unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    return try body(unsafe bytes.span)
  }
}
