// Reads what is there.

/// Reads the bytes that are there, at most `limit`; waits for the first one only. Empty at the end
/// of the stream, and where `limit` is 0.
public struct ReadAvailable: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes to read.
  public let limit: Int

  /// A step that reads at most `limit` bytes.
  public init(limit: Int) {
    precondition(limit >= 0, "a negative count of bytes")
    self.limit = limit
  }

  /// Takes out what is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]> {
    let count = min(limit, state.input.available)
    if count == 0, limit > 0, !state.input.endOfStream { return .needsInput }
    return .produced(state.input.takeArray(count))
  }
}
