// The chunked transfer coding, RFC 9112 section 7.1, taken apart wherever the bytes are cut.

struct HTTPChunks {
  private enum State {
    /// Digits of a size so far, and what they say.
    case size(digits: Int, value: Int)
    /// What follows a size on its line.
    case sizeLine(value: Int)
    case data(left: Int)
    case dataEnd
    /// Bytes of a line of the trailer, the CR not counted.
    case trailer(length: Int)
    case complete
  }

  private var state = State.size(digits: 0, value: 0)

  var isComplete: Bool { if case .complete = state { true } else { false } }

  /// Hands the data to `body`; returns how many bytes were taken, none behind the last one.
  mutating func read(
    _ bytes: Span<UInt8>, into body: inout HTTPBodyCheck
  ) throws(LoadFailure) -> Int {
    var used = 0
    while used < bytes.count, !isComplete {
      if case .data(let left) = state {
        let count = min(left, bytes.count - used)
        body.compare(bytes.extracting(used..<used + count))
        used += count
        state = left == count ? .dataEnd : .data(left: left - count)
      } else {
        try read(bytes[used])
        used += 1
      }
    }
    return used
  }

  /// A byte that is no data.
  private mutating func read(_ byte: UInt8) throws(LoadFailure) {
    switch state {
    case .size(let digits, let value):
      if let digit = byte.hexadecimal {
        guard digits < 8, value * 16 + digit <= HTTPHead.largestBody else {
          throw .malformed("a chunk of more than \(HTTPHead.largestBody) bytes")
        }
        state = .size(digits: digits + 1, value: value * 16 + digit)
      } else {
        guard digits > 0, Self.endsSize(byte) else {
          throw .malformed("no size of a chunk: byte \(byte)")
        }
        state = .sizeLine(value: value)
      }
    case .sizeLine(let value):
      if byte == .lineFeed { state = value == 0 ? .trailer(length: 0) : .data(left: value) }
    case .dataEnd:
      guard byte == .carriageReturn || byte == .lineFeed else {
        throw .malformed("no line end behind a chunk: byte \(byte)")
      }
      if byte == .lineFeed { state = .size(digits: 0, value: 0) }
    case .trailer(let length):
      if byte == .lineFeed {
        state = length == 0 ? .complete : .trailer(length: 0)
      } else if byte != .carriageReturn {
        state = .trailer(length: length + 1)
      }
    case .data, .complete: break
    }
  }

  /// Whether a byte may follow the digits of a size: an extension begins, or the line ends.
  private static func endsSize(_ byte: UInt8) -> Bool {
    byte == .carriageReturn || byte == UInt8(ascii: ";") || byte.isBlankOrTab
  }
}
