// Reads a line as a string.

/// Reads the next line, without its ending; nil at the end of the stream.
///
/// What follows the last ending is a line too (unless it is to be dropped, see
/// `InputBuffer.finish`). Fails with `lineTooLong` or `text`, and then consumes nothing: a line
/// that is not UTF-8 can still be read by `FrameLine`.
public struct ReadLine: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that reads a line.
  public init() {}

  /// Takes the line out once it is complete.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<String?> {
    switch state.input.frameLine(state.framing, limit: state.maximumLineLength) {
    case .produced(let frame?): state.input.takeText(frame)
    case .produced(nil): .produced(nil)
    case .needsInput: .needsInput
    case .needsRoom: .needsRoom
    case .failed(let error): .failed(error)
    }
  }
}

extension InputBuffer {
  /// The text of a line that has been found; takes the line out if it is UTF-8.
  @inline(__always)
  mutating func takeText(_ frame: LineFrame) -> StepOutcome<String?> {
    let text: String
    do throws(MalformedBytes) {
      text = try frame.bytes.withSpan { bytes throws(MalformedBytes) in
        try UTF8Codec.decode(bytes, invalid: .fail)
      }
    } catch {
      return .failed(.text(malformed(error, in: frame)))
    }
    take(frame)
    return .produced(text)
  }

  @inline(never)
  private func malformed(_ error: MalformedBytes, in frame: LineFrame) -> TextError {
    frame.bytes.withSpan { TextError(error, in: $0, at: consumedBytes, encoding: .utf8) }
  }
}
