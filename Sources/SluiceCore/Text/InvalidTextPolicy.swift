// What to do with bytes that are no text and with characters that cannot be encoded.

/// Whether bad text is an error or is replaced.
public struct InvalidTextPolicy: Hashable, Sendable {
  /// What is written for a character that cannot be encoded, nil under `.fail`. An encoding that
  /// does not have it writes `?`.
  public let substitute: Unicode.Scalar?

  private init(substitute: Unicode.Scalar?) { self.substitute = substitute }

  /// Bad text is an error, and nothing is read or written by the call that meets it.
  public static var fail: InvalidTextPolicy { InvalidTextPolicy(substitute: nil) }

  /// Reads U+FFFD for each malformed sequence, by the maximal-subpart practice of the Unicode
  /// standard, and writes `?` for each character that cannot be encoded.
  public static var replace: InvalidTextPolicy { replace(writing: "?") }

  /// As `replace`, but writes `substitute`.
  public static func replace(writing substitute: Unicode.Scalar) -> InvalidTextPolicy {
    InvalidTextPolicy(substitute: substitute)
  }

  /// Whether bad text is replaced.
  public var replaces: Bool { substitute != nil }
}
