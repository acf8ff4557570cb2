// Writes text.

/// Writes the text in the stream's encoding, as room allows.
///
/// Line endings in it are written as they are; or, where it `convertsNewlines`, each "\n" is written
/// as the stream's line ending, the opposite of what reading text does. Fails with `text` where a
/// character cannot be encoded, and then nothing of the text is written.
public struct WriteText<Source: TextSource>: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write.
  public let text: Source

  /// Whether each "\n" is written as the stream's line ending.
  public let convertsNewlines: Bool

  @usableFromInline var progress = TextProgress()

  /// A step that writes `text`.
  @inlinable
  public init(_ text: Source, convertsNewlines: Bool = false) {
    self.text = text
    self.convertsNewlines = convertsNewlines
  }

  /// Appends what there is room for.
  @inlinable
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    let shape = TextShape(isLine: false, convertsNewlines: convertsNewlines)
    var progress = self.progress
    let outcome: StepOutcome<Void> = text.withUTF8Bytes { bytes in
      guard !shape.convertsNewlines, state.isCopied(bytes, &progress) else {
        return state.writeText(bytes, shape, &progress)
      }
      progress.read += state.output.append(bytes.extracting(droppingFirst: progress.read))
      return progress.read == bytes.count ? .produced(()) : .needsRoom
    }
    self.progress = progress
    return outcome
  }
}
