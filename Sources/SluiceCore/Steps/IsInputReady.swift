// Whether a character can be read without waiting.

/// Whether the buffer has a whole character, or bytes of which a read would say at once that they
/// are none. False at the end of the stream. Consumes nothing, and is done at once.
public struct IsInputReady: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that looks for a character.
  public init() {}

  /// Looks.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Bool> {
    guard state.resolveReading() else { return .produced(false) }
    switch state.characterAhead() {
    case .character, .malformed, .stray: return .produced(true)
    case .incomplete, .end: return .produced(false)
    }
  }
}
