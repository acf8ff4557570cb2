// Writes text without ever waiting.

/// Writes all of the text in the stream's encoding if there is room for it now, else nothing;
/// whether it did. Fails with `text` where a character cannot be encoded.
public struct TryWriteText<Source: TextSource>: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write.
  public let text: Source

  /// A step that writes `text`, or nothing.
  public init(_ text: Source) { self.text = text }

  /// Done at once, either way.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    text.withUTF8Bytes { bytes in
      state.writesUTF8
        ? .produced(state.output.appendAll(bytes))
        : state.writeTextAtOnce(bytes, TextShape(isLine: false, convertsNewlines: false))
    }
  }
}
