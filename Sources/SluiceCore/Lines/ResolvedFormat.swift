// What an external format comes to in one direction of a stream.

/// How one direction of a stream is coded, worked out once so that a step need not.
@usableFromInline
struct ResolvedFormat: Sendable {
  /// The codec. While `isPending` it is the one that was asked for.
  let codec: any TextCodec.Type

  /// How lines end in it.
  @usableFromInline private(set) var framing: LineFraming

  /// Whether it is UTF-8, for which steps have a short cut.
  @usableFromInline let isUTF8: Bool

  /// Whether US-ASCII goes out as it is, so that it can be copied.
  @usableFromInline let copiesASCII: Bool

  /// Reading: whether the start of the text must be seen first. No line is framed before.
  private(set) var isPending: Bool

  /// Writing: the byte-order mark that is to stand before the next text.
  var mark: EncodedScalar

  /// How the text from here on is read.
  init(reading format: ExternalFormat) {
    let codec = format.encoding.codec
    let nothing = InlineArray<0, UInt8>(repeating: 0)
    if let resolved = codec.resolvedForReading(start: nothing.span, isEnd: false) {
      self.init(resolved, ending: format.lineEnding)
    } else {
      self.init(ResolvedCodec(codec: codec), ending: format.lineEnding)
      isPending = true
      setEnding(format.lineEnding)
    }
  }

  /// How the text from here on is written.
  init(writing format: ExternalFormat) {
    self.init(format.encoding.codec.resolvedForWriting, ending: format.lineEnding)
  }

  /// How it is read or written now that that is known.
  init(_ resolved: ResolvedCodec, ending: LineEnding) {
    codec = resolved.codec
    mark = resolved.mark
    isUTF8 = resolved.codec == UTF8Codec.self
    copiesASCII = !isUTF8 && mark.count == 0 && codec.unitWidth == 1 && codec.encodesASCIIAsItIs
    isPending = false
    framing = LineFraming(ending, codec: codec)
  }

  /// Another ending in the same encoding.
  mutating func setEnding(_ ending: LineEnding) {
    framing = LineFraming(ending, codec: codec, isHidden: isPending)
  }
}

extension TextCodec {
  /// Whether each character of US-ASCII is the byte of its number. 128 calls.
  fileprivate static var encodesASCIIAsItIs: Bool {
    (0..<0x80).allSatisfy { encode(Unicode.Scalar($0)) == EncodedScalar($0) }
  }
}
