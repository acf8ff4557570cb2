// Finding the lines in the input.
//
// A line that is complete, contiguous and not spilled is the fast path, and nothing but one memchr
// and a handful of comparisons. Everything else goes the long way.

import Glibc

extension InputBuffer {
  /// The next line, nil at the end of the stream. Consumes nothing (but a partial line that is to
  /// be dropped), and finds the same line again until it is consumed.
  @inline(__always)
  mutating func frameLine(_ ending: LineEnding, limit: Int) -> StepOutcome<LineFrame?> {
    if let frame = lineInFirstRun(ending, limit: limit) { return .produced(frame) }
    return frameLineAnywhere(ending, limit: limit)
  }

  /// The next line if it ends with LF and lies in the ring's first run. Notes how far it looked.
  @inline(__always)
  private mutating func lineInFirstRun(_ ending: LineEnding, limit: Int) -> LineFrame? {
    guard spill.isEmpty, ending.searchKey == Int(UInt8.lineFeed), searchKey == ending.searchKey,
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
    if ending == .crlf, index > 0,
      unsafe start.load(fromByteOffset: index - 1, as: UInt8.self) == .carriageReturn
    {
      length -= 1
    }
    guard length <= limit else { return nil }
    // `length` bytes of the first run, borrowed until they are consumed.
    return unsafe LineFrame(bytes: LentBytes(base: start, count: length), consume: index + 1)
  }

  @inline(never)
  private mutating func frameLineAnywhere(
    _ ending: LineEnding, limit: Int
  ) -> StepOutcome<LineFrame?> {
    search(for: ending.searchKey)
    if ending == .crlfStrict { return frameStrictLine(limit: limit) }
    guard let index = find(ending == .cr ? .carriageReturn : .lineFeed) else {
      return unfinishedLine(ending, limit: limit)
    }
    let followsReturn =
      ending == .crlf && index > 0 && byte(at: index - 1) == .carriageReturn
    return frame(length: followsReturn ? index - 1 : index, consume: index + 1, limit: limit)
  }

  /// There is no ending in what is here.
  mutating func unfinishedLine(_ ending: LineEnding, limit: Int) -> StepOutcome<LineFrame?> {
    let count = available
    if endOfStream { return lastLine(limit: limit) }
    let halfEnding =
      ending.mayStartWithCarriageReturn && count > 0 && byte(at: count - 1) == .carriageReturn
    guard count - (halfEnding ? 1 : 0) <= limit else {
      return .failed(.lineTooLong(limit: limit))
    }
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
