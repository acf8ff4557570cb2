// How far a text has been written.

/// What a step that writes text has put into the output so far.
@usableFromInline
struct TextProgress: Sendable {
  /// How many bytes of the text, in UTF-8, need not be looked at again.
  @usableFromInline var read = 0

  /// Whether the text is copied, once that is known.
  @usableFromInline var isCopied: Bool?

  /// Whether the text is known to be encodable, and its byte-order mark written.
  var hasBegun = false

  /// Whether the ending behind the text has been queued.
  var hasEnded = false

  /// Encoded, and not yet written: a mark, a line ending, or a character that the room did not have
  /// space for.
  private var queued = EncodedScalar.none
  private var queuedStart = 0

  @usableFromInline init() {}

  /// Bytes to write before anything else.
  mutating func queue(_ bytes: EncodedScalar) { (queued, queuedStart) = (bytes, 0) }

  /// Writes what is queued; whether all of it found room.
  mutating func writeQueued(to output: inout OutputBuffer) -> Bool {
    guard queuedStart < queued.count else { return true }
    let bytes = queued.bytes
    queuedStart += output.append(bytes.span.extracting(queuedStart..<queued.count))
    return queuedStart == queued.count
  }
}
