// Reads one byte.

/// Reads the next byte; nil at the end of the stream.
public struct ReadByte: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that reads a byte.
  public init() {}

  /// Takes the byte out once it is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<UInt8?> {
    guard let byte = state.input.firstByte else {
      return state.input.endOfStream ? .produced(nil) : .needsInput
    }
    state.input.consume(1)
    state.lastRead.set(byte, end: state.input.consumedBytes)
    return .produced(byte)
  }
}

extension InputBuffer {
  /// The next byte; nil where there is none yet.
  @inline(__always)
  var firstByte: UInt8? { firstByteInRing ?? (isEmpty ? nil : byte(at: 0)) }
}
