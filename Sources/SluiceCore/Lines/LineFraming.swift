// A line ending in the units of an encoding: what is searched for and what is written.

/// How the ends of lines look as bytes. Worked out once, when a stream's format is set.
public struct LineFraming: Sendable {
  /// What ends a line.
  public let ending: LineEnding

  /// The units in which the text is stored.
  public let unit: CodeUnit

  /// What is being searched for: a search for something else begins anew. It is a line feed's own
  /// value exactly where one byte of that value ends a line, with or without a CR before it.
  let searchKey: Int

  /// How many bytes `writtenBytes` has: 1 to 4.
  let writtenCount: Int

  /// What is written after a line, the first byte lowest.
  let writtenBytes: UInt32

  /// The ending in those units.
  public init(_ ending: LineEnding, unit: CodeUnit = .byte) {
    self.ending = ending
    self.unit = unit
    let unitKey = unit == .byte ? 0 : unit == .littleEndian16 ? 0x200 : 0x400
    searchKey = ending.searchKey + unitKey
    let characters = UInt8.endingCharacters(of: ending)
    var bytes: UInt32 = 0
    for (index, character) in characters.enumerated() {
      bytes |= UInt32(unit.stored(character)) << UInt32(8 * unit.width * index)
    }
    writtenBytes = bytes
    writtenCount = characters.count * unit.width
  }

  /// The last unit of an ending.
  var lastCharacter: UInt8 { ending == .cr ? .carriageReturn : .lineFeed }
}

extension UInt8 {
  fileprivate static func endingCharacters(of ending: LineEnding) -> [UInt8] {
    switch ending {
    case .crlf, .crlfStrict: [.carriageReturn, .lineFeed]
    case .lf: [.lineFeed]
    case .cr: [.carriageReturn]
    }
  }
}
