// Throws away output that has not been handed out for sending.

/// Throws away what has been written and is not being sent; how many bytes. Done at once.
public struct DiscardOutput: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// A step that throws unsent output away.
  public init() {}

  /// Throws it away.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Int> {
    .produced(state.output.discard())
  }
}
