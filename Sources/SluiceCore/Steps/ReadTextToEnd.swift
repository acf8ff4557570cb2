// Reads all the text there is.

/// Reads what is left of the stream as text, each line's end as "\n"; empty at its end.
///
/// Fails with `lineTooLong` past `limit` bytes, and with `text`; then it consumes nothing.
public struct ReadTextToEnd: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes to read.
  public let limit: Int

  /// A step that reads at most `limit` bytes, all that there are.
  public init(limit: Int) {
    precondition(limit >= 0, "a negative count of bytes")
    self.limit = limit
  }

  /// Takes the text out once the stream has ended.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<String> {
    guard state.resolveReading() else { return .needsInput }
    let count = state.input.available
    guard count <= limit else { return .failed(.lineTooLong(limit: limit)) }
    if state.input.endOfStream { return state.takeText(count) }
    state.input.makeRoom()
    return .needsInput
  }
}
