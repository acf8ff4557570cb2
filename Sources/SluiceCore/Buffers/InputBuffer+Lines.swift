// Finding the lines in the input.
//
// A line that is complete, contiguous and not spilled is the fast path, and nothing but one memchr
// and a handful of comparisons. Everything else goes the long way.

public import Glibc

extension InputBuffer {
  /// Whether what is left without the first `n` bytes lies in the ring's first run, none of it
  /// searched, and ends of lines are single LFs there.
  @inlinable @inline(__always)
  func hasPlainLines(after n: Int, _ framing: LineFraming) -> Bool {
    spill.isEmpty && framing.searchKey == Int(UInt8.lineFeed) && searchKey == framing.searchKey
      && n >= searched && ring.canAdvance(by: n)
  }

  /// Takes out the first `n` bytes and finds the next LF, if it is in the ring's first run: the
  /// bytes before it, which stay. There must be plain lines after these `n`. Notes how far it looked.
  ///
  /// Both in one, because where the search begins is then known without a way through memory: in a
  /// loop over lines each search waits for the one before.
  @inlinable @inline(__always)
  mutating func bytesBeforeLineFeed(after n: Int) -> LentBytes? {
    let (start, count) = unsafe ring.advance(by: n)
    // The first run, in which nothing has been searched.
    guard let hit = unsafe memchr(start, Int32(UInt8.lineFeed), count) else {
      noteSearched(count)
      searched = count
      return nil
    }
    let index = unsafe UnsafeMutableRawPointer(hit) - start
    noteSearched(index + 1)
    searched = index
    // Of the first run, borrowed until they are consumed.
    return unsafe LentBytes(base: start, count: index)
  }

  /// The next line, nil at the end of the stream. Consumes nothing (but a partial line that is to
  /// be dropped), and finds the same line again until it is consumed.
  mutating func frameLineAnywhere(
    _ framing: LineFraming, limit: Int
  ) -> StepOutcome<LineFrame?> {
    search(for: framing)
    if framing.ending == .crlfStrict { return frameStrictLine(framing, limit: limit) }
    let width = framing.width
    guard let index = find(framing.lastUnit, width: width) else {
      return unfinishedLine(framing, limit: limit)
    }
    let followsReturn =
      framing.ending == .crlf && index >= width
      && isUnit(framing.carriageReturn, width: width, at: index - width)
    return frame(
      length: followsReturn ? index - width : index, consume: index + width, limit: limit)
  }

  /// There is no ending in what is here.
  mutating func unfinishedLine(
    _ framing: LineFraming, limit: Int
  ) -> StepOutcome<LineFrame?> {
    if endOfStream { return lastLine(limit: limit) }
    let width = framing.width
    // The half of a unit, or of an ending, may turn out not to belong to the line.
    var count = wholeUnits(width: width)
    if framing.ending.mayStartWithCarriageReturn, count > 0,
      isUnit(framing.carriageReturn, width: width, at: count - width)
    {
      count -= width
    }
    guard count <= limit else { return .failed(.lineTooLong(limit: limit)) }
    makeRoom()
    return .needsInput
  }

  /// What is left at the end of the stream, without an ending.
  mutating func lastLine(limit: Int) -> StepOutcome<LineFrame?> {
    if dropsPartialLine { consume(available) }
    guard !isEmpty else { return .produced(nil) }
    return frame(length: available, consume: available, limit: limit)
  }

  /// A line that has been found, made contiguous.
  mutating func frame(length: Int, consume: Int, limit: Int) -> StepOutcome<LineFrame?> {
    guard length <= limit else { return .failed(.lineTooLong(limit: limit)) }
    return .produced(LineFrame(bytes: contiguous(length), consume: consume))
  }
}
