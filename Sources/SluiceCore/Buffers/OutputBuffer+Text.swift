// Bytes and lines, all or nothing, as they are: what they mean is decided elsewhere.

extension OutputBuffer {
  /// Appends all of the text, or nothing where there is no room for all; whether it did.
  public mutating func appendAll(_ text: String) -> Bool {
    appendAll(text.utf8.span)
  }

  /// Appends the line and its ending, or nothing where there is no room for both; whether it did.
  @inline(__always)
  public mutating func appendAll(line: Span<UInt8>, framing: LineFraming) -> Bool {
    guard line.count <= room - framing.writtenCount else { return false }
    _ = append(line)
    appendWholeEnding(framing)
    return true
  }

  /// Appends the ending's bytes from that index on, as far as there is room; returns how many.
  @discardableResult
  mutating func appendEnding(_ framing: LineFraming, from index: Int) -> Int {
    let bytes = framing.writtenBytes.littleEndian
    return unsafe withUnsafeBytes(of: bytes) { all in
      // Within the four bytes of the number.
      append(unsafe all.bindMemory(to: UInt8.self).span.extracting(index..<framing.writtenCount))
    }
  }
}
