// How text looks outside.

/// How a stream's text is encoded, how its lines end and what becomes of bad text.
///
/// Written `latin-1,crlf`, or with a policy that is not `fail`, `utf-16le,lf,replace`.
public struct ExternalFormat: Hashable, Sendable {
  /// How text is encoded.
  public var encoding: TextEncoding

  /// How lines end.
  public var lineEnding: LineEnding

  /// What becomes of bytes that are no text and of characters that cannot be encoded.
  public var invalid: InvalidTextPolicy

  /// A format; without arguments UTF-8 whose lines end with CR LF or LF and are written with CR LF,
  /// and in which bad text is an error.
  public init(
    encoding: TextEncoding = .utf8, lineEnding: LineEnding = .crlf,
    invalid: InvalidTextPolicy = .fail
  ) {
    self.encoding = encoding
    self.lineEnding = lineEnding
    self.invalid = invalid
  }
}
