// Text and lines, all or nothing. Text leaves as UTF-8.

extension OutputBuffer {
  /// Appends all of the text, or nothing where there is no room for all; whether it did.
  public mutating func appendAll(_ text: String) -> Bool {
    appendAll(text.utf8.span)
  }

  /// Appends the line and its ending, or nothing where there is no room for both; whether it did.
  @inline(__always)
  public mutating func appendAll(line: Span<UInt8>, ending: LineEnding) -> Bool {
    guard line.count <= room - ending.writtenCount else { return false }
    _ = append(line)
    appendWholeEnding(ending)
    return true
  }

  /// Appends the line and its ending, or nothing where there is no room for both; whether it did.
  @inline(__always)
  public mutating func appendAll(line: String, ending: LineEnding) -> Bool {
    appendAll(line: line.utf8.span, ending: ending)
  }

  /// Appends the ending's bytes from that index on, as far as there is room; returns how many.
  @discardableResult
  mutating func appendEnding(_ ending: LineEnding, from index: Int) -> Int {
    let bytes: InlineArray<2, UInt8> =
      ending.writtenCount == 2
      ? [.carriageReturn, .lineFeed] : [ending == .cr ? .carriageReturn : .lineFeed, 0]
    return append(bytes.span.extracting(index..<ending.writtenCount))
  }
}
