// The units in which a text's characters are stored.

/// How wide the units of an encoding are, and which of their bytes comes first. A line feed or a
/// carriage return is one unit in every encoding; a byte of the same value inside a unit is not.
public enum CodeUnit: Hashable, Sendable {
  /// Bytes: ASCII and what extends it.
  case byte
  /// Two bytes, the low one first.
  case littleEndian16
  /// Two bytes, the high one first.
  case bigEndian16

  /// How many bytes a unit has: 1 or 2.
  @inline(__always)
  public var width: Int { self == .byte ? 1 : 2 }

  /// An ASCII character's unit as a little-endian number of `width` bytes.
  func stored(_ character: UInt8) -> UInt16 {
    self == .bigEndian16 ? UInt16(character) << 8 : UInt16(character)
  }
}
