// What can be wrong with the text of a stream.

/// Bytes that are not the text they should be, or text that cannot be encoded. Offsets count bytes
/// from the start of the stream.
///
/// Small, because every asynchronous frame between a call and its wait has room for an error.
public enum TextError: Error, Hashable, Sendable {
  /// Bytes that are no text of the stream's encoding.
  indirect case malformed(MalformedText)
  /// A character that the stream's encoding does not have. Nothing of its string was written.
  indirect case unencodable(UnencodableCharacter, TextEncoding)
  /// A LF without a CR before it, where only CR LF may end a line.
  case bareLineFeed(offset: Int)
  /// A CR without a LF after it, where only CR LF may end a line.
  case bareCarriageReturn(offset: Int)
}

/// Bytes of a stream that are no text.
public struct MalformedText: Hashable, Sendable {
  /// What is wrong.
  public let kind: MalformedKind
  /// What they should be.
  public let encoding: TextEncoding
  /// How many bytes came before them.
  public let offset: Int
  /// The bytes: the longest start of a character, or a single unit.
  public let bytes: [UInt8]

  /// `bytes` at `offset` are no text of `encoding`.
  public init(kind: MalformedKind, encoding: TextEncoding, offset: Int, bytes: [UInt8]) {
    self.kind = kind
    self.encoding = encoding
    self.offset = offset
    self.bytes = bytes
  }
}

extension TextError {
  /// What a codec has found in `run`, which begins `offset` bytes after the start of the stream.
  public init(
    _ malformed: MalformedBytes, in run: Span<UInt8>, at offset: Int, encoding: TextEncoding
  ) {
    let end = malformed.offset + malformed.count
    self = .malformed(
      MalformedText(
        kind: malformed.kind, encoding: encoding, offset: offset + malformed.offset,
        bytes: (malformed.offset..<end).map { run[$0] }))
  }
}

extension TextError: CustomStringConvertible {
  /// What is wrong and where, on one line.
  public var description: String {
    switch self {
    case .malformed(let text):
      "invalid \(text.encoding) at byte \(text.offset) of the stream: "
        + "\(text.bytes.map { hexadecimal($0, digits: 2) }.joined(separator: " ")) (\(text.kind))"
    case .unencodable(let character, let encoding):
      "character \(character.index) of the text, U+\(hexadecimal(character.scalar.value, digits: 4)),"
        + " cannot be encoded in \(encoding)"
    case .bareLineFeed(let offset):
      "line feed without carriage return at byte \(offset) of the stream"
    case .bareCarriageReturn(let offset):
      "carriage return without line feed at byte \(offset) of the stream"
    }
  }
}

/// At least that many digits, in upper case.
private func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
