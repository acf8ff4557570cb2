// What can be wrong with the text of a stream.

/// Bytes that are not the text they should be. Offsets count from the start of the stream.
public enum TextError: Error, Hashable, Sendable {
  /// `bytes`, at `offset`, are not UTF-8.
  case invalidUTF8(offset: Int, bytes: [UInt8])
  /// A LF without a CR before it, where only CR LF may end a line.
  case bareLineFeed(offset: Int)
  /// A CR without a LF after it, where only CR LF may end a line.
  case bareCarriageReturn(offset: Int)
}

extension TextError: CustomStringConvertible {
  /// What is wrong and where, on one line.
  public var description: String {
    switch self {
    case .invalidUTF8(let offset, let bytes):
      let shown = bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count < 2 ? "0" + digits : digits
      }
      return "invalid UTF-8 at byte \(offset) of the stream: \(shown.joined(separator: " "))"
    case .bareLineFeed(let offset):
      return "line feed without carriage return at byte \(offset) of the stream"
    case .bareCarriageReturn(let offset):
      return "carriage return without line feed at byte \(offset) of the stream"
    }
  }
}
