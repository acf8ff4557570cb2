// Writes a string and the stream's line ending.

/// Writes the line as UTF-8, then the stream's line ending, as room allows.
///
/// The text is not looked at: line endings in it are written as they are.
public struct WriteLine: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write, without an ending.
  public let line: String

  private var written = 0

  /// A step that writes `line` and the ending.
  public init(_ line: String) { self.line = line }

  /// Appends what there is room for.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    let bytes = line.utf8.span
    if written == 0, state.output.appendAll(line: bytes, framing: state.writing.framing) {
      return .produced(())
    }
    return state.output.appendPart(of: bytes, framing: state.writing.framing, written: &written)
  }
}

extension OutputBuffer {
  /// Appends as much as there is room for of a line and its ending, `written` bytes of which have
  /// been written before.
  @inline(never)
  mutating func appendPart(
    of line: Span<UInt8>, framing: LineFraming, written: inout Int
  ) -> StepOutcome<Void> {
    if written < line.count { written += append(line.extracting(droppingFirst: written)) }
    if written >= line.count { written += appendEnding(framing, from: written - line.count) }
    return written == line.count + framing.writtenCount ? .produced(()) : .needsRoom
  }
}
