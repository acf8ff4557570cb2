// Throws away what is buffered on the input side.

/// Throws away what is in the input buffer; how many bytes. What the kernel holds comes later all
/// the same. Done at once.
public struct DiscardInput: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that empties the input buffer.
  public init() {}

  /// Empties it.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Int> {
    let count = state.input.available
    state.input.consume(count)
    return .produced(count)
  }
}
