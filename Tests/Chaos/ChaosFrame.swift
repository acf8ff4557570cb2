// The bytes of both directions of every connection: they follow from the seed, the number of the
// connection and the number of the request, and so both ends know them.
//
// A frame is a head of 16 bytes (connection, number, length of the payload, a word that belongs to them)
// and the payload. Numbers count from 0 on each connection: a frame that is lost, doubled or out of
// order is found by its head, and any other byte that is wrong by itself.

/// Which way a frame goes.
enum Direction: UInt64 {
  case request = 1
  case reply = 2
}

/// What is to be sent, and what is to be found.
struct FrameSource {
  static let headSize = 16

  let seed: UInt64
  let direction: Direction

  /// Words that seem random: the same for the same place.
  private func word(_ connection: UInt32, _ number: UInt32, _ index: Int) -> UInt64 {
    var mixed = seed ^ (direction.rawValue << 62) ^ (UInt64(connection) << 32 | UInt64(number))
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed &+= UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The payload's length: mostly some bytes, at times some thousands, seldom more than a buffer; but
  /// often enough that soon every buffer has been full once, and memory that is only used later is no
  /// growth.
  func length(_ connection: UInt32, _ number: UInt32) -> Int {
    let drawn = word(connection, number, -1)
    let size = Int(drawn >> 32)
    switch drawn & 0xffff {
    case 0..<16: return size % 200_000
    case 16..<200: return size % 4_000
    default: return size % 96
    }
  }

  /// Puts the frame behind what is in `bytes`.
  func append(_ connection: UInt32, _ number: UInt32, to bytes: inout [UInt8]) {
    let length = length(connection, number)
    append(UInt64(connection) | UInt64(number) << 32, to: &bytes)
    append(UInt64(length) | word(connection, number, -2) << 32, to: &bytes)
    var index = 0
    while index * 8 + 8 <= length {
      append(word(connection, number, index), to: &bytes)
      index += 1
    }
    var rest = word(connection, number, index)
    for _ in index * 8..<length {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  private func append(_ word: UInt64, to bytes: inout [UInt8]) {
    var word = word
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: word))
      word >>= 8
    }
  }

  /// The word whose bytes stand at 8 × `index` of a frame.
  func word(at index: Int, of connection: UInt32, _ number: UInt32, length: Int) -> UInt64 {
    switch index {
    case 0: UInt64(connection) | UInt64(number) << 32
    case 1: UInt64(length) | word(connection, number, -2) << 32
    default: word(connection, number, index - 2)
    }
  }
}
