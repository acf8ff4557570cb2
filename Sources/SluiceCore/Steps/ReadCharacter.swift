// Reads what a reader of the text takes for one character.

/// Reads the next extended grapheme cluster, such as a letter with its accents; nil at the end of
/// the stream. The end of a line is "\n".
///
/// Where a cluster ends is told by the character after it, for which this step waits, except after
/// "\n": on a connection that answers each character it is `ReadScalar` that is wanted. A cluster of
/// more than `maximumCount` bytes is cut. Fails as `ReadScalar` does.
public struct ReadCharacter: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes of the input that become one character.
  public static let maximumCount = 1024

  private var cluster = ""
  private var count = 0

  /// A step that reads a character.
  public init() {}

  /// Takes the character out once its end is known.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Character?> {
    guard state.resolveReading() else { return .needsInput }
    while true {
      switch state.characterAhead(at: count) {
      case .character(let scalar, let length):
        guard extend(with: scalar, length) else { return .produced(take(from: &state)) }
        if scalar == "\n" { return .produced(take(from: &state)) }
      case .incomplete:
        state.input.makeRoom()
        return .needsInput
      case .end: return .produced(cluster.isEmpty ? nil : take(from: &state))
      case .malformed(let kind, let length):
        guard cluster.isEmpty else { return .produced(take(from: &state)) }
        return .failed(state.malformed(kind, at: 0, count: length))
      case .stray(let character):
        guard cluster.isEmpty else { return .produced(take(from: &state)) }
        return .failed(state.stray(character, at: 0))
      }
    }
  }

  /// Adds a character of `length` bytes, unless it begins another cluster.
  private mutating func extend(with scalar: Unicode.Scalar, _ length: Int) -> Bool {
    var longer = cluster
    longer.unicodeScalars.append(scalar)
    if !cluster.isEmpty, count + length > Self.maximumCount || longer.count > 1 { return false }
    cluster = longer
    count += length
    return true
  }

  private func take(from state: inout StreamState) -> Character {
    state.lastRead.set(first: count, of: state.input)
    state.input.consume(count)
    return Character(cluster)
  }
}
