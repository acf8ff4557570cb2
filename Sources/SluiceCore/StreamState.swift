// All that a stream knows between two steps.

/// The buffers of a stream and the format of its text: what every step works on.
///
/// It moves no bytes of its own accord; whoever owns it receives into `input` and sends from
/// `output`.
public struct StreamState: ~Copyable {
  /// What has been received and not been read.
  public var input: InputBuffer

  /// What has been written and not been sent.
  public var output: OutputBuffer

  /// The most bytes of a line, without its ending.
  public var maximumLineLength: Int

  /// How the text is encoded and how lines end. It may be changed between any two steps: what has
  /// not been read is read in the new format, and what has been written stays as it is.
  public var format: ExternalFormat { didSet { formatChanged(from: oldValue) } }

  /// How the input is read in that format.
  @usableFromInline var reading: ResolvedFormat

  /// How the output is written in that format.
  @usableFromInline var writing: ResolvedFormat

  /// What the last step that reads one character or byte has taken out.
  var lastRead = LastRead()

  /// Where the last step that met bad text has found it.
  var badText: BadTextRange?

  /// Empty buffers of that many bytes, whose memory is taken from `pool` when first needed.
  public init(
    inputBufferSize: Int, outputBufferSize: Int, maximumLineLength: Int,
    format: ExternalFormat = ExternalFormat(), pool: BufferPool
  ) {
    precondition(maximumLineLength >= 0, "a negative line length")
    input = InputBuffer(capacity: inputBufferSize, pool: pool)
    output = OutputBuffer(capacity: outputBufferSize, pool: pool)
    self.format = format
    self.maximumLineLength = maximumLineLength
    reading = ResolvedFormat(reading: format)
    writing = ResolvedFormat(writing: format)
  }

  private mutating func formatChanged(from old: ExternalFormat) {
    if format.encoding != old.encoding {
      reading = ResolvedFormat(reading: format)
      writing = ResolvedFormat(writing: format)
    } else {
      reading.setEnding(format.lineEnding)
      writing.setEnding(format.lineEnding)
    }
  }
}
