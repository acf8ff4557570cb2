// UTF-8 to Latin-1.
//
// Invariants: `read <= textCount`, `written <= roomCount`.

/// Narrows well-formed UTF-8.
@safe
struct Latin1Narrowing {
  private let text: UnsafeRawPointer
  private let textCount: Int
  private let room: UnsafeMutableRawPointer
  private let roomCount: Int
  private var read = 0
  private var written = 0

  /// Narrows those bytes into that room: both valid as long as the value is used.
  @unsafe
  init(
    text: UnsafeRawPointer, textCount: Int, room: UnsafeMutableRawPointer, roomCount: Int
  ) {
    unsafe self.text = text
    self.textCount = textCount
    unsafe self.room = room
    self.roomCount = roomCount
  }

  /// Goes as far as possible.
  mutating func run() -> EncodingProgress {
    while textCount &- read >= 9, roomCount &- written >= 8 {
      guard step() else { break }
    }
    while read < textCount {
      guard written < roomCount else { return progress(.needsRoom) }
      if let stop = single() { return progress(stop) }
    }
    return progress(.finished)
  }

  private func progress(_ stop: EncodingProgress.Stop) -> EncodingProgress {
    EncodingProgress(read: read, written: written, stop: stop)
  }

  /// The characters up to the first of two bytes, and it; or eight. False if it has more bytes.
  @inline(__always)
  private mutating func step() -> Bool {
    // Nine bytes of text and eight of room are there: the caller has looked.
    let word = unsafe ASCIIRuns.word(text, read)
    let index = (word & ASCIIRuns.highBits | 1 &<< 63).trailingZeroBitCount &>> 3
    let lead = UInt8(truncatingIfNeeded: word &>> UInt64(8 &* index))
    guard lead < 0xC4 else { return false }
    unsafe room.storeBytes(of: word.littleEndian, toByteOffset: written, as: UInt64.self)
    let isHigh = lead &>> 7
    let trail = unsafe text.load(fromByteOffset: read &+ index &+ 1, as: UInt8.self)
    let high = lead &<< 6 | trail & 0x3F
    let byte = isHigh == 0 ? lead : high
    unsafe room.storeBytes(of: byte, toByteOffset: written &+ index, as: UInt8.self)
    read &+= index &+ 1 &+ Int(isHigh)
    written &+= index &+ 1
    return true
  }

  /// One character, for which there is room; or why not.
  @inline(__always)
  private mutating func single() -> EncodingProgress.Stop? {
    // `read < textCount` and `written < roomCount`: the caller has looked.
    var byte = unsafe text.load(fromByteOffset: read, as: UInt8.self)
    var count = 1
    if byte >= 0x80 {
      let rest = unsafe UnsafeRawBufferPointer(start: text + read, count: textCount - read)
      let (scalar, width) = unsafe UTF8Codec.wellFormedScalar(
        Span(_bytes: rest.bytes), at: 0)
      guard scalar.value <= 0xFF else { return .unencodable(scalar, count: width) }
      byte = UInt8(truncatingIfNeeded: scalar.value)
      count = width
    }
    unsafe room.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
    read &+= count
    written &+= 1
    return nil
  }
}
