// Finding a unit of an encoding in the input, aligned to where the text begins: the first byte that
// has not been consumed. A unit may lie across the runs in which the bytes are.
//
// A unit is a little-endian number of one or two bytes; offsets are in bytes.

extension InputBuffer {
  /// How many bytes the whole units of the content take up.
  @inline(__always)
  func wholeUnits(width: Int) -> Int { available & ~(width - 1) }

  /// As `find` for bytes. `searched` is a multiple of the width.
  mutating func find(_ unit: UInt16, width: Int) -> Int? {
    if width == 1 { return find(UInt8(truncatingIfNeeded: unit)) }
    let end = wholeUnits(width: width)
    let found = position(of: unit, width: width, from: searched, to: end)
    searched = found ?? end
    return found
  }

  /// The offset of the first such unit in `from ..< to`, both multiples of the width.
  mutating func position(of unit: UInt16, width: Int, from: Int, to: Int) -> Int? {
    if width == 1 { return position(of: UInt8(truncatingIfNeeded: unit), from: from, to: to) }
    let runs = runs
    var start = 0
    for number in runs.indices {
      let run = runs[number]
      let end = start + run.count
      // The first unit that begins in this run, and the end of the last one that also ends in it.
      let low = max(from, (start + 1) & ~1)
      let high = min(to, end & ~1)
      if low < high {
        let part = run.dropping(low - start).prefix(high - low)
        let index = part.firstIndex(ofUnit: unit)
        noteSearched(index.map { $0 + 2 } ?? part.count)
        if let index { return low + index }
      }
      if end & 1 == 1, end > start, end - 1 >= from, end < to {
        noteSearched(2)
        if isUnit(unit, width: width, at: end - 1) { return end - 1 }
      }
      start = end
    }
    return nil
  }

  /// Whether that unit begins at `offset`. All its bytes must be there.
  func isUnit(_ unit: UInt16, width: Int, at offset: Int) -> Bool {
    guard byte(at: offset) == UInt8(truncatingIfNeeded: unit) else { return false }
    return width == 1 || byte(at: offset + 1) == UInt8(truncatingIfNeeded: unit >> 8)
  }
}

extension LentBytes {
  /// The offset of the first such unit of two bytes. An odd byte at the end is not looked at.
  func firstIndex(ofUnit unit: UInt16) -> Int? {
    let wanted = SIMD16<UInt16>(repeating: UInt16(littleEndian: unit))
    var offset = 0
    // 32 and 2 bytes from `offset` on are within the run, which is valid as long as its loan.
    while offset + 32 <= count {
      let units = unsafe base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt16>.self)
      if any(units .== wanted) { break }
      offset += 32
    }
    while offset + 2 <= count {
      if unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt16.self) == wanted[0] {
        return offset
      }
      offset += 2
    }
    return nil
  }
}
