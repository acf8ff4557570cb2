// Looks at the next byte.

/// The next byte, which stays to be read; nil at the end of the stream.
public struct PeekByte: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that looks at the next byte.
  public init() {}

  /// Done once the byte is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<UInt8?> {
    guard let byte = state.input.firstByte else {
      return state.input.endOfStream ? .produced(nil) : .needsInput
    }
    return .produced(byte)
  }
}
