// Finding the lines in the input.
//
// A line that is complete, contiguous and not spilled is the fast path, and nothing but one memchr
// and a handful of comparisons. Everything else goes the long way.

import Glibc

extension InputBuffer {
  /// The next line if it ends with the byte LF and lies in the ring's first run. Notes how far it
  /// looked.
  @inline(__always)
  mutating func lineInFirstRun(_ framing: LineFraming, limit: Int) -> LineFrame? {
    guard spill.isEmpty, framing.searchKey == Int(UInt8.lineFeed), searchKey == framing.searchKey,
      let start = unsafe ring.start
    else { return nil }
    let count = ring.firstRunCount
    guard searched < count else { return nil }
    // `searched ..< count` lies in the first run.
    guard let hit = unsafe memchr(start + searched, Int32(UInt8.lineFeed), count - searched) else {
      noteSearched(count - searched)
      searched = count
      return nil
    }
    let index = unsafe UnsafeMutableRawPointer(hit) - start
    noteSearched(index - searched + 1)
    searched = index
    var length = index
    if framing.ending == .crlf, index > 0,
      unsafe start.load(fromByteOffset: index - 1, as: UInt8.self) == .carriageReturn
    {
      length -= 1
    }
    guard length <= limit else { return nil }
    // `length` bytes of the first run, borrowed until they are consumed.
    return unsafe LineFrame(bytes: LentBytes(base: start, count: length), consume: index + 1)
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
