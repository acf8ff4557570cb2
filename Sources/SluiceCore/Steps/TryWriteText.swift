// Writes text without ever waiting.

/// Writes all of the text in the stream's encoding, and the line ending if it `isLine`, if there is
/// room for it now, else nothing; whether it did. Fails with `text` where a character cannot be
/// encoded.
public struct TryWriteText<Source: TextSource>: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write.
  public let text: Source

  /// Whether the stream's line ending follows it.
  public let isLine: Bool

  /// A step that writes `text`, or nothing.
  @inlinable
  public init(_ text: Source, isLine: Bool = false) {
    self.text = text
    self.isLine = isLine
  }

  /// Done at once, either way.
  @inlinable
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    text.withUTF8Bytes { bytes in
      guard state.writesUTF8 else {
        return state.writeTextAtOnce(bytes, TextShape(isLine: isLine, convertsNewlines: false))
      }
      return .produced(isLine ? state.writeWholeLine(bytes) : state.output.appendAll(bytes))
    }
  }
}
