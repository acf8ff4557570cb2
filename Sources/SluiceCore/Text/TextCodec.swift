// What an encoding must be able to do. It knows nothing of streams, buffers or line endings.

/// One encoding of text: how bytes become Unicode scalars and back. A type without values; what a
/// stream remembers of it lies in the stream.
///
/// **A further encoding is one file.** It holds an enumeration without cases that states its name,
/// the width of its units and how one scalar is read and written:
///
///     public enum KOI8RCodec: TextCodec {
///       public static var name: String { "koi8-r" }
///       public static var aliases: [String] { ["cskoi8r"] }
///       public static var unitWidth: Int { 1 }
///       public static func decodeScalar(
///         _ bytes: Span<UInt8>, isEnd: Bool
///       ) -> ScalarDecoding { … }
///       public static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar? { … }
///     }
///
///     extension TextEncoding {
///       public static var koi8r: TextEncoding { TextEncoding(KOI8RCodec.self) }
///     }
///
/// That is all a stream needs: everything else has a default made of these two functions, and is
/// there to be replaced by something faster. Names are looked up among the encodings that the
/// caller passes, `TextEncoding.all + [.koi8r]`; one that everybody shall find is added to
/// `TextEncoding.all`.
///
/// The encoding must let line endings be found without decoding: LF and CR are encoded as one unit
/// each, and a unit of these values, at a multiple of `unitWidth` from the start of the text, is
/// never a part of another character.
public protocol TextCodec: Sendable {
  /// The name under which the encoding is printed, in lower case.
  static var name: String { get }

  /// Other names people give it. Case and punctuation do not count.
  static var aliases: [String] { get }

  /// How many bytes make a unit, 1 or 2. Every character is a whole number of units.
  static var unitWidth: Int { get }

  /// Decodes what `bytes`, of which there is at least one, begin with.
  ///
  /// `incomplete` means that more bytes could make it a character, and is never the answer when
  /// `isEnd` says that none follow.
  static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding

  /// The bytes of a scalar, nil if the encoding has none for it.
  static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar?

  // MARK: With a default

  /// Whether LF and CR are the single bytes 0x0A and 0x0D.
  static var isASCIICompatible: Bool { get }

  /// Whether every scalar can be encoded.
  static var encodesEveryScalar: Bool { get }

  /// The text of all of `bytes`, after which the text is taken to end.
  ///
  /// At most one allocation; a second one, freed before it returns, where the text has more than
  /// 256 KiB in UTF-8 and is not copied as it is. Under `.fail` throws where the first malformed
  /// sequence is; under `.replace` each becomes U+FFFD.
  static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String

  /// How far the first `limit` characters of `bytes` reach, or as many as are there.
  ///
  /// Under `.replace` a malformed sequence counts as a character; under `.fail` the extent ends
  /// before it. It also ends before a sequence that is incomplete.
  static func extent(
    of bytes: Span<UInt8>, limit: Int, isEnd: Bool, invalid: InvalidTextPolicy
  ) -> TextExtent

  /// Encodes `text`, which is well-formed UTF-8, as far as `room` goes.
  ///
  /// What it answers says how to go on: with the text after the `read` first bytes. No character is
  /// written in part, unless the encoding is UTF-8.
  static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress

  /// The first character of `text`, which is well-formed UTF-8, that cannot be encoded.
  static func firstUnencodable(in text: Span<UInt8>) -> UnencodableCharacter?

  /// What the start of a stream says about how it is to be read: nil if more bytes are needed to
  /// tell, which is never the answer when `isEnd` says that none follow.
  static func resolvedForReading(start: Span<UInt8>, isEnd: Bool) -> ResolvedCodec?

  /// How a stream is written from its start.
  static var resolvedForWriting: ResolvedCodec { get }
}
