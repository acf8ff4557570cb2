// What can be wrong with bytes that should be text.

/// Why bytes are not text of their encoding.
public enum MalformedKind: Hashable, Sendable, CaseIterable {
  /// More bytes than the character needs, or the lead byte of such a form.
  case overlong
  /// A surrogate, encoded as if it were a character.
  case surrogate
  /// Above U+10FFFF, or a byte that could only begin such a value.
  case aboveMaximum
  /// A continuation byte without a lead byte.
  case loneContinuation
  /// A character that the end of the text, or the start of another, cuts short.
  case truncated
  /// A byte that the encoding does not assign, such as 0x80 and above in US-ASCII.
  case unassigned
  /// Half of a surrogate pair in UTF-16.
  case loneSurrogate
  /// A single byte at the end of text whose units have two.
  case oddByte
}

extension MalformedKind: CustomStringConvertible {
  /// The kind in words.
  public var description: String {
    switch self {
    case .overlong: "overlong form"
    case .surrogate: "encoded surrogate"
    case .aboveMaximum: "above U+10FFFF"
    case .loneContinuation: "continuation byte without a lead byte"
    case .truncated: "character cut short"
    case .unassigned: "byte without a character"
    case .loneSurrogate: "half of a surrogate pair"
    case .oddByte: "half of a unit"
    }
  }
}

/// Where bytes are not text: thrown by a codec, which does not know where in a stream they lie.
public struct MalformedBytes: Error, Hashable, Sendable {
  /// What is wrong.
  public let kind: MalformedKind
  /// How many bytes of text lie before, counted from the start of what was decoded.
  public let offset: Int
  /// How many bytes are no text.
  public let count: Int

  /// That many bytes at that offset are no text.
  public init(kind: MalformedKind, offset: Int, count: Int) {
    self.kind = kind
    self.offset = offset
    self.count = count
  }
}
