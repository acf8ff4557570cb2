// Reads so many bytes and no fewer.

/// Reads `count` bytes.
///
/// What does not fit in the ring gathers in the spill, so `count` bounds the memory used. Fails
/// with `endOfStream(received:)` when the stream ends before; the bytes received can still be read.
public struct ReadExactly: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// How many bytes to read.
  public let count: Int

  /// A step that reads `count` bytes.
  public init(count: Int) {
    precondition(count >= 0, "a negative count of bytes")
    self.count = count
  }

  /// Takes the bytes out once all are there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]> {
    let available = state.input.available
    if available >= count { return .produced(state.input.takeArray(count)) }
    if state.input.endOfStream { return .failed(.endOfStream(received: available)) }
    state.input.makeRoom()
    return .needsInput
  }
}
