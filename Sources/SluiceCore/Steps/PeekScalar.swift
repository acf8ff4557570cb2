// Looks at the next character.

/// The next character, which stays to be read; nil at the end of the stream. Otherwise as
/// `ReadScalar`.
public struct PeekScalar: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that looks at the next character.
  public init() {}

  /// Done once all of the character is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Unicode.Scalar?> {
    if let byte = state.plainCharacterAhead { return .produced(Unicode.Scalar(byte)) }
    return state.scalar(takingOut: false)
  }
}
