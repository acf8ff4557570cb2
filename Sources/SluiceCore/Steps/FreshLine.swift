// Ends the line that is open, if one is.

/// Writes the stream's line ending unless the output is at the start of a line, that is, unless
/// nothing has been written or an ending was written last, in whatever way; whether it wrote one.
///
/// Output that was discarded does not count.
public struct FreshLine: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  private var written = 0

  /// A step that ends an open line.
  public init() {}

  /// Looks at what was written last, and appends what there is room for.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    if written == 0, state.isAtLineStart { return .produced(false) }
    let framing = state.writing.framing
    written += state.output.appendEnding(framing, from: written)
    return written == framing.writtenCount ? .produced(true) : .needsRoom
  }
}
