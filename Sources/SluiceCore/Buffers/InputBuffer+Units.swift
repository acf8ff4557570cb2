// Finding a unit of an encoding in the input, aligned to where the text begins: the first byte that
// has not been consumed. A unit may lie across the runs in which the bytes are.

extension InputBuffer {
  /// How many bytes the whole units of the content take up.
  @inline(__always)
  func wholeUnits(_ unit: CodeUnit) -> Int { available & ~(unit.width - 1) }

  /// As `find`, for an ASCII character in any units. `searched` is a multiple of their width.
  mutating func find(_ character: UInt8, in unit: CodeUnit) -> Int? {
    if unit == .byte { return find(character) }
    let end = wholeUnits(unit)
    let found = position(of: character, in: unit, from: searched, to: end)
    searched = found ?? end
    return found
  }

  /// The offset of the first such unit in `from ..< to`, both multiples of the units' width.
  mutating func position(of character: UInt8, in unit: CodeUnit, from: Int, to: Int) -> Int? {
    if unit == .byte { return position(of: character, from: from, to: to) }
    let wanted = unit.stored(character)
    let segments = ring.segments
    var start = 0
    let runs: InlineArray<3, LentBytes> = [spill.bytes, segments.first, segments.second]
    for number in runs.indices {
      let run = runs[number]
      let end = start + run.count
      // The first unit that begins in this run, and the end of the last one that also ends in it.
      let low = max(from, (start + 1) & ~1)
      let high = min(to, end & ~1)
      if low < high {
        let part = run.dropping(low - start).prefix(high - low)
        let index = part.firstIndex(ofUnit: wanted)
        noteSearched(index.map { $0 + 2 } ?? part.count)
        if let index { return low + index }
      }
      if end & 1 == 1, end - 1 >= from, end < to, end > start {
        noteSearched(2)
        if storedUnit(at: end - 1) == wanted { return end - 1 }
      }
      start = end
    }
    return nil
  }

  /// Whether that character is the unit that begins at `offset`, which must be there.
  func isUnit(_ character: UInt8, in unit: CodeUnit, at offset: Int) -> Bool {
    unit == .byte
      ? byte(at: offset) == character : storedUnit(at: offset) == unit.stored(character)
  }

  private func storedUnit(at offset: Int) -> UInt16 {
    UInt16(byte(at: offset)) | UInt16(byte(at: offset + 1)) << 8
  }
}

extension LentBytes {
  /// The offset of the first such unit of two bytes, the low byte of `unit` first. An odd byte at
  /// the end is not looked at.
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
