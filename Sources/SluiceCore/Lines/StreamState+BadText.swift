// Bad text: what is said about it, and where it is, so that it can be skipped.

/// Bytes that were found to be no text, by their offset from the start of the stream.
struct BadTextRange: Equatable, Sendable {
  let offset: Int
  let count: Int
}

extension StreamState {
  /// The error for `count` bytes at `offset` of what has not been read; noted, to be skipped.
  mutating func malformed(_ kind: MalformedKind, at offset: Int, count: Int) -> StepError {
    let bytes = (offset..<(offset + count)).map { input.byte(at: $0) }
    let error = StepError.text(
      .malformed(
        MalformedText(
          kind: kind, encoding: format.encoding, offset: input.consumedBytes + offset,
          bytes: bytes)))
    note(error)
    return error
  }

  /// The error for a CR or LF at `offset` that belongs to no ending; noted, to be skipped.
  mutating func stray(_ character: Unicode.Scalar, at offset: Int) -> StepError {
    let place = input.consumedBytes + offset
    let error = StepError.text(
      character == "\n" ? .bareLineFeed(offset: place) : .bareCarriageReturn(offset: place))
    note(error)
    return error
  }

  /// Remembers where the bytes are that an error is about.
  mutating func note(_ error: StepError) {
    switch error {
    case .text(.malformed(let text)):
      badText = BadTextRange(offset: text.offset, count: text.bytes.count)
    case .text(.bareLineFeed(let offset)), .text(.bareCarriageReturn(let offset)):
      badText = BadTextRange(offset: offset, count: reading.framing.width)
    default: break
    }
  }

  /// Takes the bytes out that the last error was about, and leaves what stands before them; returns
  /// how many. None where they have been read in another way.
  mutating func skipBadText() -> Int {
    guard let bad = badText else { return 0 }
    badText = nil
    let before = bad.offset - input.consumedBytes
    guard before >= 0, before + bad.count <= input.available else { return 0 }
    let kept = input.takeArray(before)
    input.consume(bad.count)
    input.putBack(LentBytes(lending: kept.span))
    return bad.count
  }
}
