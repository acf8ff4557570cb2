// The end of what has been written, so that one can tell whether a line is open.

/// The last few bytes of the output.
///
/// It costs a write nothing: it is worked out when a buffer is sealed, or asked for.
struct OutputTail: Equatable, Sendable {
  /// As many as the longest line ending has.
  static let size = 4

  /// The bytes, the last one lowest.
  private var word: UInt32 = 0

  /// How many of them there are.
  private var count = 0

  /// More has been written: `bytes`.
  mutating func append(_ bytes: LentBytes) {
    let last = bytes.dropping(max(0, bytes.count - Self.size))
    for index in 0..<last.count { word = word << 8 | UInt32(last[index]) }
    count = min(Self.size, count + last.count)
  }

  /// Whether nothing was written, or an ending last.
  func isLineStart(_ framing: LineFraming) -> Bool {
    guard count > 0 else { return true }
    let last = UInt16(truncatingIfNeeded: word)
    return framing.width == 1
      ? last & 0xFF == framing.lastUnit : count >= 2 && last.byteSwapped == framing.lastUnit
  }
}
