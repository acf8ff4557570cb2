// Bytes that are known to be a text become a String without being validated again.

extension String {
  /// A copy of `count` bytes of well-formed UTF-8, in one allocation.
  @inline(__always)
  init(wellFormed start: UnsafeRawPointer, count: Int) {
    // The caller's bytes, read during the call; that they are well-formed is its promise.
    let bytes = unsafe UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: count)
    self = unsafe String(copying: UTF8Span(unchecked: bytes.span))
  }

  /// A copy of the bytes if all of them are US-ASCII, in one allocation; nil otherwise.
  @inline(__always)
  init?(ascii bytes: Span<UInt8>) {
    guard bytes.isASCII else { return nil }
    // US-ASCII is well-formed UTF-8.
    self = unsafe String(copying: UTF8Span(unchecked: bytes, isKnownASCII: true))
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
