// Takes what is buffered.

/// Takes out what is in the input buffer, at most `limit` bytes: none where it is empty. Done at
/// once.
public struct DrainInput: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes to take.
  public let limit: Int

  /// A step that takes at most `limit` bytes.
  public init(limit: Int = .max) {
    precondition(limit >= 0, "a negative count of bytes")
    self.limit = limit
  }

  /// Takes what is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]> {
    .produced(state.input.takeArray(min(limit, state.input.available)))
  }
}
