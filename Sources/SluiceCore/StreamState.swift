// All that a stream knows between two steps.

/// The buffers of a stream and how it frames its lines: what every step works on.
///
/// It moves no bytes of its own accord; whoever owns it receives into `input` and sends from
/// `output`.
public struct StreamState: ~Copyable {
  /// What has been received and not been read.
  public var input: InputBuffer

  /// What has been written and not been sent.
  public var output: OutputBuffer

  /// How lines end.
  public var lineEnding: LineEnding { didSet { framing = LineFraming(lineEnding) } }

  /// The line ending as bytes.
  public private(set) var framing: LineFraming

  /// The most bytes of a line, without its ending.
  public var maximumLineLength: Int

  /// Empty buffers of that many bytes, whose memory is taken from `pool` when first needed.
  public init(
    inputBufferSize: Int, outputBufferSize: Int, maximumLineLength: Int, lineEnding: LineEnding,
    pool: BufferPool
  ) {
    precondition(maximumLineLength >= 0, "a negative line length")
    input = InputBuffer(capacity: inputBufferSize, pool: pool)
    output = OutputBuffer(capacity: outputBufferSize, pool: pool)
    self.lineEnding = lineEnding
    framing = LineFraming(lineEnding)
    self.maximumLineLength = maximumLineLength
  }
}
