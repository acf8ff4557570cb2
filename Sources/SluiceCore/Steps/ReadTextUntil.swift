// Reads text up to a character.

/// Reads the text before the next `delimiter`, each line's end in it as "\n", and takes the
/// delimiter out with it; nil at the end of the stream.
///
/// "\n" stands for the end of a line as `ReadLine` has it. What follows the last delimiter counts as
/// if it were delimited (unless it is to be dropped, see `InputBuffer.finish`). Fails with
/// `lineTooLong` past `limit` bytes, with `text`, or at once where the encoding does not have the
/// delimiter, and then consumes nothing.
public struct ReadTextUntil: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The character that ends what is read.
  public let delimiter: Unicode.Scalar

  /// The most bytes to read, without the delimiter.
  public let limit: Int

  /// A step that reads at most `limit` bytes and a delimiter.
  public init(delimiter: Unicode.Scalar, limit: Int) {
    precondition(limit >= 0, "a negative count of bytes")
    self.delimiter = delimiter
    self.limit = limit
  }

  /// Takes the text out once the delimiter is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<String?> {
    guard state.resolveReading() else { return .needsInput }
    if delimiter == "\n" { return line(&state) }
    guard let pattern = state.reading.codec.encode(delimiter) else {
      return .failed(
        .text(
          .unencodable(
            UnencodableCharacter(scalar: delimiter, index: 0), state.format.encoding)))
    }
    if let index = state.findDelimiter(pattern) {
      guard index <= limit else { return .failed(.lineTooLong(limit: limit)) }
      return state.takeText(index, delimiter: pattern.count).asOptional
    }
    if state.input.endOfStream { return rest(of: &state) }
    // What the search stopped at may be the start of the delimiter.
    guard state.input.searched <= limit else { return .failed(.lineTooLong(limit: limit)) }
    state.input.makeRoom()
    return .needsInput
  }

  private func line(_ state: inout StreamState) -> StepOutcome<String?> {
    switch state.input.frameLineAnywhere(state.reading.framing, limit: limit) {
    case .produced(let frame?): return state.takeText(frame).asOptional
    case .produced(nil): return .produced(nil)
    case .needsInput: return .needsInput
    case .needsRoom: return .needsRoom
    case .failed(let error):
      state.note(error)
      return .failed(error)
    }
  }

  private func rest(of state: inout StreamState) -> StepOutcome<String?> {
    if state.input.dropsPartialLine { state.input.consume(state.input.available) }
    let count = state.input.available
    guard count > 0 else { return .produced(nil) }
    guard count <= limit else { return .failed(.lineTooLong(limit: limit)) }
    return state.takeText(count).asOptional
  }
}

extension StepOutcome {
  /// The same, of a product that may be missing.
  var asOptional: StepOutcome<Product?> {
    switch self {
    case .produced(let product): .produced(product)
    case .needsInput: .needsInput
    case .needsRoom: .needsRoom
    case .failed(let error): .failed(error)
    }
  }
}
