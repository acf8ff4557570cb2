// The bytes of one character, without an allocation.

/// Up to four bytes that encode one character.
public struct EncodedScalar: Hashable, Sendable {
  /// The bytes from the first on, from the lowest of the word up. Those past `count` are zero.
  public let word: UInt32

  /// How many bytes: 0 to 4.
  public let count: Int

  /// The `count` lowest bytes of `word`, the lowest first.
  public init(word: UInt32, count: Int) {
    precondition(count >= 0 && count <= 4, "\(count) bytes in a word of four")
    self.word = count == 4 ? word : word & ((1 << (8 * UInt32(count))) - 1)
    self.count = count
  }

  /// As above, where it is known that there is nothing above the `count` lowest bytes.
  @inline(__always)
  init(exactWord word: UInt32, count: Int) {
    assert(count == 4 || word >> (8 * UInt32(count)) == 0, "bytes that do not count")
    self.word = word
    self.count = count
  }

  /// One byte.
  public init(_ byte: UInt8) {
    word = UInt32(byte)
    count = 1
  }

  /// No bytes.
  public static var none: EncodedScalar { EncodedScalar(word: 0, count: 0) }

  /// The byte at `index`, from 0 to `count - 1`.
  public subscript(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "no such byte")
    return UInt8(truncatingIfNeeded: word >> (8 * UInt32(index)))
  }

  /// The bytes, of which the first `count` count.
  public var bytes: InlineArray<4, UInt8> {
    InlineArray { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
  }

  /// Writes the bytes to the start of `room`, which must be long enough.
  @inline(__always)
  public func store(to room: LentBytes) {
    precondition(count <= room.count, "no room for a character")
    // In bounds by the line above; the room is valid as long as its loan.
    for index in 0..<count {
      unsafe room.base.storeBytes(of: self[index], toByteOffset: index, as: UInt8.self)
    }
  }

  /// As above, two bytes at once, which must be all.
  @inline(__always)
  func store(two room: LentBytes) {
    precondition(count == 2 && room.count >= 2, "no room for a character")
    // In bounds by the line above; the room is valid as long as its loan.
    unsafe room.base.storeBytes(of: UInt16(truncatingIfNeeded: word).littleEndian, as: UInt16.self)
  }
}
