// The next character of a stream in its format, where the end of a line is one character, "\n".

/// What stands at some place of the input.
enum CharacterAhead: Equatable {
  /// A character of `count` bytes.
  case character(Unicode.Scalar, count: Int)
  /// `count` bytes that are no text.
  case malformed(MalformedKind, count: Int)
  /// A CR or LF that belongs to no ending, where only CR LF is one.
  case stray(Unicode.Scalar)
  /// The start of a character, or nothing: more bytes are needed.
  case incomplete
  /// Nothing more.
  case end
}

extension StreamState {
  /// Finds out how the input is coded, where its start has to be seen for that; a byte-order mark is
  /// taken out. False, with room for more, if too little is there.
  @inline(__always)
  mutating func resolveReading() -> Bool { !reading.isPending || resolvePending() }

  @inline(never)
  private mutating func resolvePending() -> Bool {
    let window = input.window(at: 0)
    let isEnd = input.endOfStream && input.available <= window.count
    let start = window.bytes.span.extracting(0..<window.count)
    guard let resolved = reading.codec.resolvedForReading(start: start, isEnd: isEnd) else {
      input.makeRoom()
      return false
    }
    input.consume(resolved.mark.count)
    reading = ResolvedFormat(resolved, ending: format.lineEnding)
    return true
  }

  /// The next byte, if it is by itself a character that no line ending can begin or be.
  @inline(__always)
  var plainCharacterAhead: UInt8? {
    guard reading.isUTF8, let byte = input.firstByteInRing, byte >= 0x20, byte < 0x80 else {
      return nil
    }
    return byte
  }

  /// The character that begins `offset` bytes after the first byte. The reading must be resolved.
  func characterAhead(at offset: Int = 0) -> CharacterAhead {
    let there = input.available - offset
    guard there > 0 else { return input.endOfStream ? .end : .incomplete }
    let window = input.window(at: offset)
    let decoding = reading.codec.decodeScalar(
      window.bytes.span.extracting(0..<window.count),
      isEnd: input.endOfStream && there <= window.count)
    switch decoding {
    case .incomplete: return .incomplete
    case .malformed(let kind, let count):
      return format.invalid.replaces
        ? .character("\u{FFFD}", count: count) : .malformed(kind, count: count)
    case .scalar("\r", let count): return carriageReturnAhead(at: offset, count: count)
    case .scalar("\n", _) where format.lineEnding == .crlfStrict: return .stray("\n")
    case .scalar(let scalar, let count): return .character(scalar, count: count)
    }
  }

  private func carriageReturnAhead(at offset: Int, count: Int) -> CharacterAhead {
    let framing = reading.framing
    switch format.lineEnding {
    case .lf: return .character("\r", count: count)
    case .cr: return .character("\n", count: count)
    case .crlf, .crlfStrict:
      let next = offset + count
      if next + framing.width <= input.available {
        if input.isUnit(framing.lineFeed, width: framing.width, at: next) {
          return .character("\n", count: count + framing.width)
        }
      } else if !input.endOfStream {
        return .incomplete
      }
      return format.lineEnding == .crlf ? .character("\r", count: count) : .stray("\r")
    }
  }
}

extension InputBuffer {
  /// The first byte, where the ring has it and nothing is spilled.
  @inline(__always)
  var firstByteInRing: UInt8? {
    guard spill.isEmpty, !ring.isEmpty, let start = unsafe ring.start else { return nil }
    // There is a byte at the start of a ring that is not empty.
    return unsafe start.load(as: UInt8.self)
  }

  /// The bytes from `offset` on, as many as one character may have. `offset` must be in bounds.
  func window(at offset: Int) -> (bytes: InlineArray<4, UInt8>, count: Int) {
    let count = min(4, available - offset)
    var bytes = InlineArray<4, UInt8>(repeating: 0)
    let run = firstRun
    for index in 0..<count {
      let place = offset + index
      bytes[index] = place < run.count ? run[place] : byte(at: place)
    }
    return (bytes, count)
  }
}
