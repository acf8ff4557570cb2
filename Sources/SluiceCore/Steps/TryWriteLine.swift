// Writes a line without ever waiting.

/// Writes all of the bytes of a line and the stream's line ending if there is room for both now, else nothing;
/// whether it did.
public struct TryWriteLine: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write, without an ending.
  public let bytes: LentBytes

  /// A step that writes `bytes` and the ending, or nothing.
  public init(bytes: LentBytes) { self.bytes = bytes }

  /// Appends all or nothing; always done at once.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    .produced(bytes.withSpan { state.writeWholeLine($0) })
  }
}
