// What an encoding that depends on the start of the stream turns out to be.

/// The codec that reads or writes a stream after its start.
public struct ResolvedCodec: Sendable {
  /// The codec.
  public let codec: any TextCodec.Type

  /// The byte-order mark, which is no part of the text: to be taken from the start of what is read,
  /// to be put before the first text that is written. Often empty.
  public let mark: EncodedScalar

  /// That codec, after that mark.
  public init(codec: any TextCodec.Type, mark: EncodedScalar = .none) {
    self.codec = codec
    self.mark = mark
  }
}
