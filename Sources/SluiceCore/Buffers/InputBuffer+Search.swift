// Finding a byte in the input, each byte looked at once however the input arrives.

import Glibc

extension InputBuffer {
  /// Begins another search where the last one was for something else.
  mutating func search(for key: Int) {
    guard key != searchKey else { return }
    searchKey = key
    searched = 0
  }

  /// As the form with a key, for the end of a line.
  mutating func search(for framing: LineFraming) {
    search(for: framing.searchKey)
    // Where bytes were read in between, the units are others.
    if searched & (framing.width - 1) != 0 { searched = 0 }
  }

  /// The offset of the first `byte` at or after `searched`, which then stops there; nil if there
  /// is none, and then everything has been searched.
  mutating func find(_ byte: UInt8) -> Int? {
    let found = position(of: byte, from: searched, to: available)
    searched = found ?? available
    return found
  }

  /// The offset of the first `byte` in `from ..< to`.
  mutating func position(of byte: UInt8, from: Int, to: Int) -> Int? {
    let runs = runs
    var start = 0
    for number in runs.indices {
      let run = runs[number]
      let end = start + run.count
      let low = max(from, start)
      let high = min(to, end)
      if low < high {
        let part = run.dropping(low - start).prefix(high - low)
        let index = part.firstIndex(of: byte)
        noteSearched(index.map { $0 + 1 } ?? part.count)
        if let index { return low + index }
      }
      start = end
    }
    return nil
  }

  /// The contiguous runs that the content is in, in order; any may be empty.
  @inline(__always)
  var runs: InlineArray<3, LentBytes> {
    let segments = ring.segments
    return [spill.bytes, segments.first, segments.second]
  }

  /// The byte at that offset of the content, which must be there.
  func byte(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < available, "no such byte")
    var run = spill.bytes
    var index = offset
    if index >= run.count {
      index -= run.count
      run = ring.segments.first
      if index >= run.count {
        index -= run.count
        run = ring.segments.second
      }
    }
    // In bounds: the three runs are the content.
    return unsafe run.base.load(fromByteOffset: index, as: UInt8.self)
  }

  @inlinable @inline(__always)
  mutating func noteSearched(_ n: Int) {
    #if DEBUG
      searchedInTotal += n
    #endif
  }
}

extension LentBytes {
  /// The index of the first such byte.
  @inline(__always)
  func firstIndex(of byte: UInt8) -> Int? {
    // The run is valid as long as its loan.
    guard let hit = unsafe memchr(base, Int32(byte), count) else { return nil }
    return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
  }
}
