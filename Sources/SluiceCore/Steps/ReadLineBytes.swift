// Reads a line as bytes of the caller's own.

/// Reads the next line, without its ending, into an array; nil at the end of the stream.
public struct ReadLineBytes: StreamStep {
  /// `.input`
  public static var direction: StepDirection { .input }

  /// A step that reads a line.
  public init() {}

  /// Done at once, or needs input.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]?> {
    switch state.frameLine() {
    case .produced(let frame?):
      let bytes = frame.bytes.copied()
      state.input.take(frame)
      return .produced(bytes)
    case .produced(nil): return .produced(nil)
    case .needsInput: return .needsInput
    case .needsRoom: return .needsRoom
    case .failed(let error): return .failed(error)
    }
  }
}
