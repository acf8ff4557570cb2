// Reads a line as a string.

/// Reads the next line, without its ending; nil at the end of the stream.
///
/// What follows the last ending is a line too (unless it is to be dropped, see
/// `InputBuffer.finish`). Fails with `lineTooLong` or `text`, and then consumes nothing: `FrameLine`
/// still reads a line that is no text, and `SkipBadText` takes out of it what is none.
public struct ReadLine: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that reads a line.
  public init() {}

  /// Takes the line out once it is complete.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<String?> {
    switch state.frameLine() {
    case .produced(let frame?):
      switch state.takeText(frame) {
      case .produced(let text): .produced(text)
      case .failed(let error): .failed(error)
      case .needsInput, .needsRoom: preconditionFailure("a line that was found is all there")
      }
    case .produced(nil): .produced(nil)
    case .needsInput: .needsInput
    case .needsRoom: .needsRoom
    case .failed(let error): .failed(error)
    }
  }
}
