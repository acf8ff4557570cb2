// What can be unread.

/// The bytes of the character or byte that was read last, wherever its bytes in the buffer are now.
///
/// Valid as long as nothing else has been taken out of the input since.
struct LastRead: Sendable {
  /// How far the stream had been read then.
  private var end = 0
  /// The bytes, the first one lowest, unless they are `longer`.
  private var word: UInt64 = 0
  private var count = 0
  private var longer: [UInt8] = []

  init() {}

  /// One byte was read, and the stream has now been read up to `end`.
  @inline(__always)
  mutating func set(_ byte: UInt8, end: Int) {
    self.end = end
    word = UInt64(byte)
    count = 1
  }

  /// The first `count` bytes of the input are about to be taken out.
  mutating func set(first count: Int, of input: borrowing InputBuffer) {
    end = input.consumedBytes + count
    self.count = count
    if count <= 8 {
      word = 0
      for index in 0..<count { word |= UInt64(input.byte(at: index)) << UInt64(8 * index) }
    } else {
      longer = (0..<count).map { input.byte(at: $0) }
    }
  }

  /// The bytes to put back, once; nil if there are none, or more was read since.
  mutating func take(at position: Int) -> [UInt8]? {
    guard count > 0, position == end else { return nil }
    defer { self = LastRead() }
    guard count <= 8 else { return longer }
    return (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
  }
}
