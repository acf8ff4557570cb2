// How lines end on the wire.

/// What ends a line, read and written.
public enum LineEnding: Hashable, Sendable, CaseIterable {
  /// Reads CR LF or a bare LF, writes CR LF. A bare CR is part of the line.
  case crlf
  /// Reads and writes CR LF. A bare LF or a bare CR is an error: for protocols where two readers
  /// that disagree about the end of a line are a security hole.
  case crlfStrict
  /// Reads and writes LF. A CR is part of the line.
  case lf
  /// Reads and writes CR. A LF is part of the line.
  case cr

  /// How many characters are written after a line: 1 or 2.
  public var writtenCount: Int {
    switch self {
    case .crlf, .crlfStrict: 2
    case .lf, .cr: 1
    }
  }

  /// Whether a CR that is the last byte so far may turn out to belong to the ending.
  var mayStartWithCarriageReturn: Bool { self == .crlf || self == .crlfStrict }
}

extension UInt8 {
  @inlinable static var lineFeed: UInt8 { 0x0A }
  @inlinable static var carriageReturn: UInt8 { 0x0D }
}
