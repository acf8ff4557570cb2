// How far an encoding has come.

/// How much text has been encoded into how much room, and why no more.
public struct EncodingProgress: Hashable, Sendable {
  /// Why encoding has stopped.
  public enum Stop: Hashable, Sendable {
    /// All of the text has been encoded.
    case finished
    /// There is no room for the next character.
    case needsRoom
    /// The next character, `count` bytes of the text, cannot be encoded.
    case unencodable(Unicode.Scalar, count: Int)
  }

  /// How many bytes of the text, in UTF-8, have been encoded.
  public var read: Int
  /// How many bytes they became.
  public var written: Int
  /// Why no more.
  public var stop: Stop

  /// `read` bytes of text became `written` bytes.
  public init(read: Int, written: Int, stop: Stop) {
    self.read = read
    self.written = written
    self.stop = stop
  }
}

/// A character that an encoding does not have.
public struct UnencodableCharacter: Hashable, Sendable {
  /// Which.
  public let scalar: Unicode.Scalar
  /// How many characters (Unicode scalars) of the text stand before it.
  public let index: Int

  /// That character, the one at `index`.
  public init(scalar: Unicode.Scalar, index: Int) {
    self.scalar = scalar
    self.index = index
  }
}
