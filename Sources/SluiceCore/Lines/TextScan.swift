// How far a number of characters reaches in the input.

/// What a scan of the input for whole characters has found so far. It is continued where it
/// stopped, so that no character is looked at twice however the input arrives.
struct TextScan: Sendable {
  /// Why it went no further.
  enum Stop: Equatable, Sendable {
    /// All that is there has been seen, but perhaps for the start of a character.
    case exhausted
    /// As many characters as were wanted.
    case limit
    /// `count` bytes that are no text.
    case malformed(MalformedKind, count: Int)
    /// A CR or LF that belongs to no ending, where only CR LF is one.
    case stray(Unicode.Scalar)
  }

  /// How many bytes of the input the characters take up.
  var bytes = 0
  /// How many characters, a line's end counted as one.
  var characters = 0
  /// Why no more.
  var stop = Stop.exhausted
}

extension StreamState {
  /// Continues `scan` up to `limit` characters. The reading must be resolved.
  mutating func continueScan(_ scan: inout TextScan, limit: Int) {
    let room = limit - scan.characters
    // No character has more than four bytes.
    let reach = room >= input.available ? input.available : scan.bytes + 4 * room + 4
    let run = input.contiguous(min(input.available, reach))
    let isAll = run.count == input.available && input.endOfStream
    scan.stop = .exhausted
    while scan.characters < limit, scan.bytes < run.count {
      let special = nextSpecial(in: run.dropping(scan.bytes)).map { $0 + scan.bytes }
      if special != scan.bytes {
        let end = special ?? run.count
        guard extend(&scan, limit: limit, in: run, to: end, isEnd: special != nil || isAll) else {
          return
        }
        continue
      }
      switch characterAhead(at: scan.bytes) {
      case .character(_, let count):
        scan.bytes += count
        scan.characters += 1
      case .stray(let character):
        scan.stop = .stray(character)
        return
      case .malformed, .incomplete, .end: return
      }
    }
    if scan.characters == limit { scan.stop = .limit }
  }

  /// Goes on to `end`, over characters that are no part of a line ending. Whether it got there or
  /// to the limit.
  private func extend(
    _ scan: inout TextScan, limit: Int, in run: LentBytes, to end: Int, isEnd: Bool
  ) -> Bool {
    let part = run.dropping(scan.bytes).prefix(end - scan.bytes)
    let wanted = limit - scan.characters
    let extent = part.withSpan {
      reading.codec.extent(of: $0, limit: wanted, isEnd: isEnd, invalid: format.invalid)
    }
    scan.bytes += extent.bytes
    scan.characters += extent.characters
    if extent.characters == wanted || extent.bytes == part.count { return true }
    let rest = part.dropping(extent.bytes)
    let decoding = rest.withSpan { reading.codec.decodeScalar($0, isEnd: isEnd) }
    if case .malformed(let kind, let count) = decoding {
      scan.stop = .malformed(kind, count: count)
    }
    return false
  }

  /// The offset of the first unit that has to be looked at together with its neighbour.
  private func nextSpecial(in run: LentBytes) -> Int? {
    let framing = reading.framing
    guard framing.ending.mayStartWithCarriageReturn else { return nil }
    let carriageReturn = run.firstIndex(of: framing.carriageReturn, width: framing.width)
    guard framing.ending == .crlfStrict else { return carriageReturn }
    let before = run.prefix(carriageReturn ?? run.count)
    return before.firstIndex(of: framing.lineFeed, width: framing.width) ?? carriageReturn
  }
}

extension LentBytes {
  /// The offset of the first such unit.
  @inline(__always)
  func firstIndex(of unit: UInt16, width: Int) -> Int? {
    width == 1 ? firstIndex(of: UInt8(truncatingIfNeeded: unit)) : firstIndex(ofUnit: unit)
  }
}
