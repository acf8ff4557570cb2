// What comes of decoding one character.

/// What a run of bytes begins with.
public enum ScalarDecoding: Hashable, Sendable {
  /// A character, in the first `count` bytes.
  case scalar(Unicode.Scalar, count: Int)
  /// `count` bytes, at least 1, that are no character: the longest start of one, or a single unit
  /// (the maximal subpart of the Unicode standard). They become one U+FFFD.
  case malformed(MalformedKind, count: Int)
  /// All bytes are the start of a character, of which more are needed.
  case incomplete
}

/// How far a number of characters reaches in encoded text.
public struct TextExtent: Hashable, Sendable {
  /// How many bytes.
  public var bytes: Int
  /// How many characters (Unicode scalars).
  public var characters: Int

  /// That many bytes, which are that many characters.
  public init(bytes: Int, characters: Int) {
    self.bytes = bytes
    self.characters = characters
  }

  /// Takes in what was decoded next; false where the text ends before it.
  @inline(__always)
  mutating func take(_ decoding: ScalarDecoding, invalid: InvalidTextPolicy) -> Bool {
    switch decoding {
    case .scalar(_, let count): bytes += count
    case .malformed(_, let count):
      guard invalid.replaces else { return false }
      bytes += count
    case .incomplete: return false
    }
    characters += 1
    return true
  }
}
