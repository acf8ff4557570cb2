// Shows what is there and leaves it where it is.

/// Shows the bytes that are there and contiguous, at most `limit`; waits for the first one only.
/// Nil at the end of the stream, no bytes where `limit` is 0.
///
/// The bytes are borrowed: valid until they are taken out, with `InputBuffer.consume`, or the input
/// is searched for a line; receiving meanwhile does not disturb them.
public struct FrameAvailable: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most bytes to show.
  public let limit: Int

  /// A step that shows at most `limit` bytes.
  public init(limit: Int = .max) {
    precondition(limit >= 0, "a negative count of bytes")
    self.limit = limit
  }

  /// Shows what is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<LentBytes?> {
    let bytes = state.input.firstRun.prefix(limit)
    if !bytes.isEmpty || limit == 0 { return .produced(bytes) }
    return state.input.endOfStream ? .produced(nil) : .needsInput
  }
}
