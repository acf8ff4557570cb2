// Finds a line and leaves it where it is.

/// Finds the next line; nil at the end of the stream.
///
/// The line is borrowed: its bytes stay valid until it is taken out, with `InputBuffer.take`, or
/// the input is consumed or searched in another way; receiving meanwhile does not disturb it. Until
/// it is taken, the same line is found again. Fails with `lineTooLong` or, where line endings are
/// strict, with `text`; consumes nothing.
public struct FrameLine: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that finds a line.
  public init() {}

  /// Finds the line once it is complete.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<LineFrame?> {
    state.frameLine()
  }
}
