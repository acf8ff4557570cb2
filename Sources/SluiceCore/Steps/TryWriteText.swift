// Writes text without ever waiting.

/// Writes all of the text as UTF-8 if there is room for it now, else nothing; whether it did.
public struct TryWriteText: StreamStep {
  /// `.output`
  public static var direction: StepDirection { .output }

  /// What to write.
  public let text: String

  /// A step that writes `text`, or nothing.
  public init(_ text: String) { self.text = text }

  /// Done at once, either way.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    .produced(state.output.appendAll(text))
  }
}
