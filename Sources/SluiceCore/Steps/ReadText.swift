// Reads so many characters.

/// Reads at most `limit` characters, a line's end counted as one and read as "\n"; empty at the end
/// of the stream, and where `limit` is 0.
///
/// Waits for the first character only or, where it `fills`, for all of them. What stands before bad
/// text is read first; then it fails with `text` and consumes nothing.
public struct ReadText: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// The most characters to read.
  public let limit: Int

  /// Whether to wait for as many, or for the end of the stream.
  public let fills: Bool

  private var scan = TextScan()

  /// A step that reads at most `limit` characters.
  public init(limit: Int, fills: Bool = false) {
    precondition(limit >= 0, "a negative count of characters")
    self.limit = limit
    self.fills = fills
  }

  /// Takes the text out once it is there.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<String> {
    guard limit > 0 else { return .produced("") }
    guard state.resolveReading() else { return .needsInput }
    if scan.bytes == 0, limit >= state.input.available, !fills || state.input.endOfStream,
      let text = state.takeAllText()
    {
      return .produced(text)
    }
    state.continueScan(&scan, limit: limit)
    switch scan.stop {
    case .limit: return .produced(state.takeText(scan))
    case .malformed(let kind, let count) where scan.bytes == 0:
      return .failed(state.malformed(kind, at: 0, count: count))
    case .stray(let character) where scan.bytes == 0:
      return .failed(state.stray(character, at: 0))
    case .malformed, .stray: return .produced(state.takeText(scan))
    case .exhausted:
      if state.input.endOfStream || (scan.bytes > 0 && !fills) {
        return .produced(state.takeText(scan))
      }
      state.input.makeRoom()
      return .needsInput
    }
  }
}
