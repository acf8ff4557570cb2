// The commands of one connection, as they go out.
//
// They are put together in one room, made once: the fixed parts are copied, twelve digits and the
// value filled in.

struct RespRequests: LoadRequests {
  /// The most bytes of a request beside its key's prefix and its value.
  static let overhead = 80
  /// Digits of a key's number.
  static let keyDigits = 12
  /// The room is for so many bytes at most, and always for one request.
  private static let largestRoom = 1 << 18

  private var commands: RespCommands
  private let values: RespValues
  private let largest: Int
  /// All of a request up to the digits of its key.
  private let setHead: [UInt8]
  private let getHead: [UInt8]
  private var room: [UInt8]
  private var left = 0

  init(
    _ commands: RespCommands, prefix: String, values: RespValues, atOnce count: Int, largest: Int
  ) {
    self.commands = commands
    self.values = values
    self.largest = largest
    let key = "$\(prefix.utf8.count + Self.keyDigits)\r\n\(prefix)"
    setHead = Array("*3\r\n$3\r\nSET\r\n\(key)".utf8)
    getHead = Array("*2\r\n$3\r\nGET\r\n\(key)".utf8)
    room = Array(repeating: 0, count: max(largest, min(largest * count, Self.largestRoom)))
  }

  mutating func add(_ count: Int) { left += count }

  mutating func next() -> LoadPiece? {
    guard left > 0 else { return nil }
    var end = 0
    while left > 0, end + largest <= room.count {
      let (isSet, key) = commands.next()
      end = isSet ? putSet(of: key, at: end) : putGet(of: key, at: end)
      left -= 1
    }
    return LoadPiece(bytes: room, range: 0..<end)
  }

  private mutating func putGet(of key: Int, at start: Int) -> Int {
    copyBytes(getHead, into: &room, at: start)
    return putKey(key, at: start + getHead.count)
  }

  private mutating func putSet(of key: Int, at start: Int) -> Int {
    copyBytes(setHead, into: &room, at: start)
    var end = putKey(key, at: start + setHead.count)
    let value = values.range(of: key)
    room[end] = UInt8(ascii: "$")
    end = putNumber(value.count, at: end + 1)
    end = putLineEnd(at: end)
    copyBytes(values.bytes, value, into: &room, at: end)
    return putLineEnd(at: end + value.count)
  }

  /// The digits of a key and the end of its line.
  private mutating func putKey(_ key: Int, at start: Int) -> Int {
    var rest = UInt64(key)
    for place in stride(from: start + Self.keyDigits - 1, through: start, by: -1) {
      room[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return putLineEnd(at: start + Self.keyDigits)
  }

  private mutating func putNumber(_ number: Int, at start: Int) -> Int {
    var digits = 1
    var bound = 10
    while number >= bound {
      digits += 1
      bound *= 10
    }
    var rest = number
    for place in stride(from: start + digits - 1, through: start, by: -1) {
      room[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return start + digits
  }

  private mutating func putLineEnd(at start: Int) -> Int {
    room[start] = .carriageReturn
    room[start + 1] = .lineFeed
    return start + 2
  }
}
