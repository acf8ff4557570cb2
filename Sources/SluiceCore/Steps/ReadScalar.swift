// Reads one character.

/// Reads the next character; nil at the end of the stream. The end of a line is "\n", whatever it
/// is on the wire.
///
/// Where CR LF ends a line, a CR waits for what follows it. Fails with `text`, and then consumes
/// nothing: `SkipBadText` gets past it.
public struct ReadScalar: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that reads a character.
  public init() {}

  /// Takes the character out once all of it is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Unicode.Scalar?> {
    if let byte = state.plainCharacterAhead {
      state.input.consume(1)
      state.lastRead.set(byte, end: state.input.consumedBytes)
      return .produced(Unicode.Scalar(byte))
    }
    return state.scalar(takingOut: true)
  }
}

extension StreamState {
  /// The next character, which may stay where it is; nil at the end of the stream.
  @inline(never)
  mutating func scalar(takingOut takesOut: Bool) -> StepOutcome<Unicode.Scalar?> {
    guard resolveReading() else { return .needsInput }
    switch characterAhead() {
    case .character(let scalar, let count):
      if takesOut {
        lastRead.set(first: count, of: input)
        input.consume(count)
      }
      return .produced(scalar)
    case .malformed(let kind, let count): return .failed(malformed(kind, at: 0, count: count))
    case .stray(let character): return .failed(stray(character, at: 0))
    case .end: return .produced(nil)
    case .incomplete:
      input.makeRoom()
      return .needsInput
    }
  }
}
