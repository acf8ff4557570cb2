// What a line of a client's is as text.

/// A line as it may be shown to others.
enum ChatText {
  enum Line: Sendable {
    case text(String)
    /// It is no UTF-8.
    case malformed
    /// It is longer than `longest`.
    case tooLong
  }

  /// The most bytes of a line.
  static let longest = 1000

  /// Reads the bytes of a line: without telnet's negotiations, and without characters that would move
  /// the cursor of those who read it, end the line or turn its direction.
  static func read(_ bytes: Span<UInt8>) -> Line {
    let bytes = withoutTelnet(bytes)
    guard bytes.count <= longest else { return .tooLong }
    guard let text = String(validating: bytes, as: UTF8.self) else { return .malformed }
    let shown = text.unicodeScalars.filter(isShown)
    return .text(String(String.UnicodeScalarView(shown)))
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    // Joiners make one character of several, such as an emoji.
    case .format: scalar == "\u{200c}" || scalar == "\u{200d}"
    default: true
    }
  }

  /// The bytes without the commands of RFC 854: IAC and a code, with an option behind four of them,
  /// and subnegotiations up to their end. IAC IAC is a byte of the text.
  private static func withoutTelnet(_ bytes: Span<UInt8>) -> [UInt8] {
    let (interpretAsCommand, subnegotiation, end): (UInt8, UInt8, UInt8) = (255, 250, 240)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == interpretAsCommand else {
        text.append(bytes[index])
        index += 1
        continue
      }
      guard index + 1 < bytes.count else { break }
      switch bytes[index + 1] {
      case interpretAsCommand:
        text.append(interpretAsCommand)
        index += 2
      case subnegotiation:
        index += 2
        while index + 1 < bytes.count,
          bytes[index] != interpretAsCommand || bytes[index + 1] != end
        {
          index += 1
        }
        index += 2
      case 251...254: index += 3
      default: index += 2
      }
    }
    return text
  }
}
