// Writes text and the stream's line ending.

/// Writes the line in the stream's encoding, then the stream's line ending, as room allows.
///
/// The text is not looked at: line endings in it are written as they are. Fails with `text` where a
/// character cannot be encoded, and then nothing of the line is written.
public struct WriteLine<Source: TextSource>: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// What to write, without an ending.
  public let line: Source

  @usableFromInline var progress = TextProgress()

  /// A step that writes `line` and the ending.
  @inlinable
  public init(_ line: Source) { self.line = line }

  /// Appends what there is room for.
  @inlinable
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    var progress = self.progress
    let outcome: StepOutcome<Void> = line.withUTF8Bytes { bytes in
      guard state.isCopied(bytes, &progress) else {
        return state.writeText(
          bytes, TextShape(isLine: true, convertsNewlines: false), &progress)
      }
      if progress.read == 0, state.writeWholeLine(bytes) { return .produced(()) }
      return state.writePartOfLine(bytes, written: &progress.read)
    }
    self.progress = progress
    return outcome
  }
}

extension StreamState {
  /// Whether that text goes out as it is.
  @inlinable @inline(__always)
  func isCopied(_ text: Span<UInt8>) -> Bool {
    writing.isUTF8 || (writing.copiesASCII && isASCII(text))
  }

  /// Whether that text goes out as it is, found out once.
  @inlinable @inline(__always)
  func isCopied(_ text: Span<UInt8>, _ progress: inout TextProgress) -> Bool {
    if let known = progress.isCopied { return known }
    let isCopied = isCopied(text)
    progress.isCopied = isCopied
    return isCopied
  }

  @usableFromInline
  func isASCII(_ text: Span<UInt8>) -> Bool { text.isASCII }

  /// Appends the bytes of a line and the ending, or nothing where there is no room for both.
  @usableFromInline @inline(__always)
  mutating func writeWholeLine(_ line: Span<UInt8>) -> Bool {
    output.appendAll(line: line, framing: writing.framing)
  }

  /// Appends as much as there is room for of the bytes of a line and its ending, `written` bytes of
  /// which have been written before.
  @usableFromInline @inline(never)
  mutating func writePartOfLine(_ line: Span<UInt8>, written: inout Int) -> StepOutcome<Void> {
    let framing = writing.framing
    if written < line.count {
      written += output.append(line.extracting(droppingFirst: written))
    }
    if written >= line.count {
      written += output.appendEnding(framing, from: written - line.count)
    }
    return written == line.count + framing.writtenCount ? .produced(()) : .needsRoom
  }
}
