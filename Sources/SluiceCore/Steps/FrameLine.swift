// Finds a line and leaves it where it is.

/// Finds the next line; nil at the end of the stream.
///
/// The line is borrowed: its bytes stay valid until it is taken out, with `InputBuffer.take` or by
/// the next step, or the input is consumed or searched in another way; receiving meanwhile does not
/// disturb it. Until it is taken, the same line is found again. Fails with `lineTooLong` or, where
/// line endings are strict, with `text`; consumes nothing then but the line before it, which must not
/// be taken out again.
public struct FrameLine: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// How many bytes the line that is to be taken out takes up.
  @usableFromInline var previous: Int

  /// A step that finds a line.
  @inlinable
  public init() { previous = 0 }

  /// A step that takes out a line that was found, and finds the one after it.
  ///
  /// The quickest way through many lines: the search for the next one begins while where it begins
  /// is still in a register, and need not wait for it to have been to memory and back.
  @inlinable
  public init(after previous: LineFrame) { self.previous = previous.consume }

  /// Finds the line once it is complete.
  @inlinable @inline(__always)
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<LineFrame?> {
    let consumed = previous
    previous = 0
    return state.frameLine(after: consumed)
  }
}
