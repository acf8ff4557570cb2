// A line ending in the units of an encoding: what is searched for and what is written.

/// How the ends of lines look as bytes. Worked out once, when a stream's format is set.
public struct LineFraming: Sendable {
  /// What ends a line.
  public let ending: LineEnding

  /// How many bytes a unit of the encoding has: 1 or 2.
  let width: Int

  /// A line feed, as a little-endian number of `width` bytes.
  let lineFeed: UInt16

  /// A carriage return, likewise.
  let carriageReturn: UInt16

  /// What is being searched for: a search for something else begins anew. It is a line feed's own
  /// value exactly where one byte of that value ends a line, with or without a CR before it.
  @usableFromInline let searchKey: Int

  /// How many bytes `writtenBytes` has: 1 to 4.
  let writtenCount: Int

  /// What is written after a line, the first byte lowest.
  let writtenBytes: UInt32

  /// The ending in the units of an encoding. No search is for one that is hidden.
  public init(
    _ ending: LineEnding, codec: any TextCodec.Type = UTF8Codec.self, isHidden: Bool = false
  ) {
    guard let feed = codec.encode("\n"), let carriage = codec.encode("\r") else {
      preconditionFailure("\(codec.name) has no line endings")
    }
    self.ending = ending
    width = codec.unitWidth
    lineFeed = UInt16(truncatingIfNeeded: feed.word)
    carriageReturn = UInt16(truncatingIfNeeded: carriage.word)
    let searched = ending == .cr ? carriageReturn : lineFeed
    searchKey =
      isHidden ? -1 : Int(searched) | (width - 1) << 16 | (ending == .crlfStrict ? 1 << 17 : 0)
    switch ending {
    case .lf: (writtenBytes, writtenCount) = (feed.word, width)
    case .cr: (writtenBytes, writtenCount) = (carriage.word, width)
    case .crlf, .crlfStrict:
      writtenBytes = carriage.word | feed.word << UInt32(8 * width)
      writtenCount = 2 * width
    }
  }

  /// The last unit of an ending.
  var lastUnit: UInt16 { ending == .cr ? carriageReturn : lineFeed }
}
