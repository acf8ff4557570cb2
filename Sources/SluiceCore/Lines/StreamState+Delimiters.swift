// Finding a character in the input by its bytes.

extension StreamState {
  /// The offset of the next delimiter, encoded as `pattern`. Where CR LF ends a line, or CR alone,
  /// a CR of an ending is no character of its own, and delimits nothing.
  mutating func findDelimiter(_ pattern: EncodedScalar) -> Int? {
    let framing = reading.framing
    let isReturn =
      pattern.count == framing.width
      && pattern.firstUnit(width: framing.width) == framing.carriageReturn
    input.search(for: pattern, width: framing.width)
    guard isReturn, framing.ending != .lf else {
      return input.find(pattern, width: framing.width)
    }
    guard framing.ending != .cr else {
      input.searched = input.wholeUnits(width: framing.width)
      return nil
    }
    while let index = input.find(pattern, width: framing.width) {
      let next = index + framing.width
      if next + framing.width > input.available { return input.endOfStream ? index : nil }
      guard input.isUnit(framing.lineFeed, width: framing.width, at: next) else { return index }
      input.searched = next
    }
    return nil
  }
}

extension InputBuffer {
  /// Begins another search where the last one was for something else, or in other units.
  mutating func search(for pattern: EncodedScalar, width: Int) {
    search(for: Int(pattern.word) | pattern.count << 32 | width << 36 | 1 << 40)
    if searched & (width - 1) != 0 { searched = 0 }
  }

  /// The offset of the first such character at or after `searched`, which then stops there; nil if
  /// there is none, and then `searched` stops at what may be its start.
  mutating func find(_ pattern: EncodedScalar, width: Int) -> Int? {
    while let index = find(pattern.firstUnit(width: width), width: width) {
      guard index + pattern.count <= available else { return nil }
      if (width..<max(width, pattern.count)).allSatisfy({ byte(at: index + $0) == pattern[$0] }) {
        return index
      }
      searched = index + width
    }
    return nil
  }
}

extension EncodedScalar {
  /// The first unit, as a little-endian number of `width` bytes.
  func firstUnit(width: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: word) & (width == 1 ? 0xFF : 0xFFFF)
  }
}
