// Waits until the output has left.

/// Done when everything that was written has been handed to the kernel.
public struct Flush: StreamStep {
  /// Writes.
  public static var direction: StepDirection { .output }

  /// A step that waits for the output to leave.
  public init() {}

  /// Done once the output is empty.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    state.output.isEmpty ? .produced(()) : .needsRoom
  }
}
