// Reads up to a delimiter.

/// Reads the bytes before the next `delimiter`, and takes the delimiter out with them; nil at the
/// end of the stream.
///
/// What follows the last delimiter counts as if it were delimited (unless it is to be dropped, see
/// `InputBuffer.finish`). Fails with `lineTooLong` past `limit` bytes, and then consumes nothing.
public struct ReadUntil: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The byte that ends what is read.
  public let delimiter: UInt8

  /// The most bytes to read, without the delimiter.
  public let limit: Int

  /// A step that reads at most `limit` bytes and a delimiter.
  public init(delimiter: UInt8, limit: Int) {
    precondition(limit >= 0, "a negative count of bytes")
    self.delimiter = delimiter
    self.limit = limit
  }

  /// Takes the bytes out once the delimiter is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<[UInt8]?> {
    state.input.search(for: Int(delimiter))
    if let index = state.input.find(delimiter) {
      guard index <= limit else { return .failed(.lineTooLong(limit: limit)) }
      let bytes = state.input.takeArray(index)
      state.input.consume(1)
      return .produced(bytes)
    }
    if state.input.endOfStream { return rest(of: &state.input) }
    guard state.input.available <= limit else { return .failed(.lineTooLong(limit: limit)) }
    state.input.makeRoom()
    return .needsInput
  }

  private func rest(of input: inout InputBuffer) -> StepOutcome<[UInt8]?> {
    if input.dropsPartialLine { input.consume(input.available) }
    guard !input.isEmpty else { return .produced(nil) }
    guard input.available <= limit else { return .failed(.lineTooLong(limit: limit)) }
    return .produced(input.takeArray(input.available))
  }
}
