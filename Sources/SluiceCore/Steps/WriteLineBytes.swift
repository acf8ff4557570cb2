// Writes the caller's bytes and the stream's line ending.

/// Writes the caller's bytes as they are, then the stream's line ending, as room allows.
///
/// `bytes` must stay valid until the step is over.
public struct WriteLineBytes: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write, without an ending.
  public let bytes: LentBytes

  private var written = 0

  /// A step that writes `bytes` and the ending.
  public init(bytes: LentBytes) { self.bytes = bytes }

  /// Appends what there is room for.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    bytes.withSpan { line in
      if written == 0, state.writeWholeLine(line) { return .produced(()) }
      return state.writePartOfLine(line, written: &written)
    }
  }
}
