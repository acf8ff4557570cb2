// Compares what arrives with what must arrive, in whatever pieces it comes.

/// Why bytes are not those that were to come.
struct WrongBytes: Error, CustomStringConvertible {
  let description: String
}

/// The place in one direction of one connection. Invariant: all bytes before it were right.
struct FrameChecker {
  private let source: FrameSource
  /// The connection; nil until its first bytes have said which it is.
  private(set) var connection: UInt32?
  /// Frames that were whole.
  private(set) var count: UInt32 = 0
  private var offset = 0
  private var length: Int
  private var word: UInt64 = 0
  private var firstBytes: UInt32 = 0

  /// At the beginning of a connection.
  init(_ source: FrameSource, connection: UInt32?) {
    self.source = source
    self.connection = connection
    length = connection.map { source.length($0, 0) } ?? 0
  }

  /// Whether it is between two frames.
  var isBetweenFrames: Bool { offset == 0 }

  /// Takes the next bytes, and calls `whole` for each frame that they complete.
  mutating func take(
    _ bytes: Span<UInt8>, _ whole: (_ connection: UInt32, _ number: UInt32) -> Void
  ) throws {
    for index in bytes.indices {
      let byte = bytes[index]
      guard let connection else {
        learn(byte)
        continue
      }
      if offset & 7 == 0 {
        word = source.word(at: offset >> 3, of: connection, count, length: length)
      } else {
        word >>= 8
      }
      guard byte == UInt8(truncatingIfNeeded: word) else { throw wrong(byte) }
      advance(connection, whole)
    }
  }

  private mutating func advance(_ connection: UInt32, _ whole: (UInt32, UInt32) -> Void) {
    offset += 1
    guard offset == FrameSource.headSize + length else { return }
    whole(connection, count)
    count += 1
    offset = 0
    length = source.length(connection, count)
  }

  /// The first four bytes of a connection say which it is.
  private mutating func learn(_ byte: UInt8) {
    firstBytes |= UInt32(byte) << (8 * UInt32(offset))
    offset += 1
    guard offset == 4 else { return }
    connection = firstBytes
    length = source.length(firstBytes, 0)
    // What comes next is the number, whose first bytes stand behind the connection's in the word.
    word = source.word(at: 0, of: firstBytes, 0, length: length) >> 24
  }

  private func wrong(_ byte: UInt8) -> WrongBytes {
    WrongBytes(
      description: "\(source.direction) of connection \(connection ?? 0): byte \(offset) of frame "
        + "\(count) (\(length) bytes of payload) is \(byte), must be "
        + "\(UInt8(truncatingIfNeeded: word))")
  }
}
