// Reads all the bytes there are.

/// Reads what is left of the stream; empty at its end.
///
/// Fails with `lineTooLong` past `limit` bytes, and then consumes nothing.
public struct ReadToEnd: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes to read.
  public let limit: Int

  /// A step that reads at most `limit` bytes, all that there are.
  public init(limit: Int) {
    precondition(limit >= 0, "a negative count of bytes")
    self.limit = limit
  }

  /// Takes the bytes out once the stream has ended.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]> {
    let count = state.input.available
    guard count <= limit else { return .failed(.lineTooLong(limit: limit)) }
    if state.input.endOfStream { return .produced(state.input.takeArray(count)) }
    state.input.makeRoom()
    return .needsInput
  }
}
