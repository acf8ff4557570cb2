// Writes a string.

/// Writes the text as UTF-8, as room allows.
public struct WriteText: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write.
  public let text: String

  private var written = 0

  /// A step that writes `text`.
  public init(_ text: String) { self.text = text }

  /// Appends what there is room for.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    let bytes = text.utf8.span
    written += state.output.append(bytes.extracting(droppingFirst: written))
    return written == bytes.count ? .produced(()) : .needsRoom
  }
}
