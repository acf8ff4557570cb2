// Writes without ever waiting.

/// Writes all of the bytes if there is room for them now, else nothing; whether it did.
///
/// Never needs room; false always where the bytes are more than the buffer holds. For text and
/// lines see `OutputBuffer.appendAll`.
public struct TryWrite: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write.
  public let bytes: LentBytes

  /// A step that writes `bytes`, or nothing.
  public init(bytes: LentBytes) { self.bytes = bytes }

  /// Appends all or nothing; always done at once.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    .produced(bytes.withSpan { state.output.appendAll($0) })
  }
}
