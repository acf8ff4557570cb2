// Reads a line and whether it ended.

/// Reads the next line and tells whether its ending was there; nil at the end of the stream.
/// Otherwise as `ReadLine`.
public struct ReadLineAndEnding: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that reads a line.
  public init() {}

  /// Takes the line out once it is complete.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Line?> {
    switch state.frameLine() {
    case .produced(let frame?):
      switch state.takeText(frame) {
      case .produced(let text):
        return .produced(Line(text: text, isTerminated: frame.isTerminated))
      case .failed(let error): return .failed(error)
      case .needsInput, .needsRoom: preconditionFailure("a line that was found is all there")
      }
    case .produced(nil): return .produced(nil)
    case .needsInput: return .needsInput
    case .needsRoom: return .needsRoom
    case .failed(let error): return .failed(error)
    }
  }
}
