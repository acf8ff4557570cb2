// Looking at many bytes at once. Eight bytes of a word are looked at together; the compiler makes
// vectors of it where that pays.

/// Runs of bytes below 0x80, and those in between.
enum ASCIIRuns {
  /// The highest bit of each byte of a word.
  static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  /// How many bytes from `start` on are below 0x80.
  @unsafe @inline(__always)
  static func prefix(_ start: UnsafeRawPointer, count: Int) -> Int {
    var index = 0
    // Within `count` bytes, which the caller lends.
    while index &+ 32 <= count {
      let first = unsafe word(start, index) | word(start, index &+ 8)
      let second = unsafe word(start, index &+ 16) | word(start, index &+ 24)
      guard (first | second) & highBits == 0 else { break }
      index &+= 32
    }
    while index &+ 8 <= count {
      let high = unsafe word(start, index) & highBits
      guard high == 0 else { return index &+ high.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < count, unsafe start.load(fromByteOffset: index, as: UInt8.self) < 0x80 {
      index &+= 1
    }
    return index
  }

  /// Whether all bytes are below 0x80.
  @unsafe @inline(__always)
  static func isAll(_ start: UnsafeRawPointer, count: Int) -> Bool {
    guard count >= 8 else { return unsafe prefix(start, count: count) == count }
    // Within `count` bytes, which the caller lends. The last word may overlap the one before.
    var high = unsafe word(start, count &- 8)
    var index = 0
    while index &+ 32 <= count {
      let first = unsafe word(start, index) | word(start, index &+ 8)
      let second = unsafe word(start, index &+ 16) | word(start, index &+ 24)
      guard (first | second) & highBits == 0 else { return false }
      index &+= 32
    }
    while index &+ 8 <= count {
      unsafe high |= word(start, index)
      index &+= 8
    }
    return high & highBits == 0
  }

  /// How many of the bytes are 0x80 or above.
  @unsafe @inline(__always)
  static func countOthers(_ start: UnsafeRawPointer, count: Int) -> Int {
    var total = 0
    var index = 0
    // Within `count` bytes, which the caller lends. A byte of `lanes` overflows after 255 words.
    while index &+ 8 <= count {
      let end = min(count &- 7, index &+ 8 &* 255)
      var lanes: UInt64 = 0
      while index < end {
        lanes &+= unsafe word(start, index) &>> 7 & 0x0101_0101_0101_0101
        index &+= 8
      }
      let pairs = lanes & 0x00FF_00FF_00FF_00FF &+ lanes &>> 8 & 0x00FF_00FF_00FF_00FF
      total &+= Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
    while index < count {
      total &+= unsafe Int(start.load(fromByteOffset: index, as: UInt8.self) &>> 7)
      index &+= 1
    }
    return total
  }

  /// The eight bytes at that offset, the first one lowest.
  @unsafe @inline(__always)
  static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
