// Puts one character or byte back.

/// Puts back what the last `ReadScalar`, `ReadCharacter` or `ReadByte` has read, to be read again:
/// the same bytes, also those of a line ending that was read as "\n".
///
/// One step back, and only where nothing else has been read since; looking ahead does not count.
/// Otherwise it fails with `nothingToUnread`. Done at once.
public struct Unread: StreamStep {
  /// Reads.
  public static var direction: StepDirection { .input }

  /// A step that puts one character or byte back.
  public init() {}

  /// Puts the bytes back.
  public mutating func advance(_ state: inout StreamState) -> StepOutcome<Void> {
    guard let bytes = state.lastRead.take(at: state.input.consumedBytes) else {
      return .failed(.nothingToUnread)
    }
    state.input.putBack(LentBytes(lending: bytes.span))
    return .produced(())
  }
}
