// Finding lines where only CR LF ends one, and where CR and LF may stand nowhere else.
//
// Which error is reported depends on the bytes alone, never on how they arrived: what comes first
// counts, and a byte past the limit that belongs to no ending makes the line too long.

extension InputBuffer {
  /// As `frameLine`, for `.crlfStrict`. No unit before `searched` is a CR or a LF.
  mutating func frameStrictLine(
    _ framing: LineFraming, limit: Int
  ) -> StepOutcome<LineFrame?> {
    let width = framing.width
    let from = searched
    let lineFeed = find(framing.lineFeed, width: width)
    let end = searched
    guard
      let carriageReturn = position(
        of: framing.carriageReturn, width: width, from: from, to: end)
    else {
      guard let lineFeed else { return unfinishedLine(framing, limit: limit) }
      return stray(at: lineFeed, limit: limit, .bareLineFeed(offset: consumedBytes + lineFeed))
    }
    // Back to the CR: the next search has to see it again, alone or with its LF.
    searched = carriageReturn
    if carriageReturn + width == end {
      if let lineFeed {
        return frame(length: carriageReturn, consume: lineFeed + width, limit: limit)
      }
      if !endOfStream || dropsPartialLine { return unfinishedLine(framing, limit: limit) }
    }
    return stray(
      at: carriageReturn, limit: limit,
      .bareCarriageReturn(offset: consumedBytes + carriageReturn))
  }

  private func stray(
    at offset: Int, limit: Int, _ error: TextError
  ) -> StepOutcome<LineFrame?> {
    .failed(offset <= limit ? .text(error) : .lineTooLong(limit: limit))
  }
}
