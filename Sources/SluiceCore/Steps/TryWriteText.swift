// Writes text without ever waiting.

/// Writes all of the text in the stream's encoding, and the line ending if it `isLine`, if there is
/// room for it now, else nothing; whether it did. Fails with `text` where a character cannot be
/// encoded, whether there is room or not.
///
/// The text is lent, so that nothing is kept of the string from which it comes: it must stay valid
/// until the step is over.
public struct TryWriteText: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write: well-formed UTF-8.
  public let text: LentBytes

  /// Whether the stream's line ending follows it.
  public let isLine: Bool

  /// Whether each "\n" in it is written as the stream's line ending, instead of as it is.
  public let convertsNewlines: Bool

  /// A step that writes `text`, or nothing.
  @inlinable @inline(__always)
  public init(text: LentBytes, isLine: Bool = false, convertsNewlines: Bool = false) {
    self.text = text
    self.isLine = isLine
    self.convertsNewlines = convertsNewlines
  }

  /// Done at once, either way.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    text.withSpan { bytes in
      guard !convertsNewlines || text.firstIndex(of: .lineFeed) == nil, state.isCopied(bytes) else {
        return state.writeTextAtOnce(
          bytes, TextShape(isLine: isLine, convertsNewlines: convertsNewlines))
      }
      return .produced(isLine ? state.writeWholeLine(bytes) : state.output.appendAll(bytes))
    }
  }
}
