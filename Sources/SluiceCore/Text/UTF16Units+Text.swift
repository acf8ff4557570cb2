// UTF-16 in bulk.

extension UTF16Units {
  /// Which bits of four units are set only above U+007F, in the order of the units' bytes.
  @inline(__always)
  private static var above7F: UInt64 {
    Order.isBigEndian ? 0x80FF_80FF_80FF_80FF : 0xFF80_FF80_FF80_FF80
  }

  /// Which bits of four units are set only above U+07FF.
  @inline(__always)
  private static var above7FF: UInt64 {
    Order.isBigEndian ? 0x00F8_00F8_00F8_00F8 : 0xF800_F800_F800_F800
  }

  /// The low bytes of four units, one after the other.
  @inline(__always)
  private static func packed(_ word: UInt64) -> UInt32 {
    let units = Order.isBigEndian ? word &>> 8 : word
    let pairs = units | units &>> 8
    return UInt32(truncatingIfNeeded: pairs & 0xFFFF | (pairs &>> 16) & 0xFFFF_0000)
  }

  /// Decodes, eight units at once where they are US-ASCII, and four where they are below U+0800.
  @inline(__always)
  static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    // A unit of two bytes becomes at most three, the odd byte three, and four are written at once.
    let result = unsafe TextScratch.withRoom(capacity: bytes.count / 2 * 3 + 8) { room in
      var output = unsafe UTF8Writing(to: room)
      var offset = 0
      while true {
        appendShort(bytes, &offset, &output)
        guard offset < bytes.count else { break }
        switch decodeScalar(bytes.extracting(offset...), isEnd: true) {
        case .scalar(let scalar, let width):
          output.append(scalar)
          offset &+= width
        case .malformed(let kind, let width):
          guard invalid.replaces else {
            let error = MalformedBytes(kind: kind, offset: offset, count: width)
            return Result<String, MalformedBytes>.failure(error)
          }
          output.append("\u{FFFD}")
          offset &+= width
        case .incomplete: preconditionFailure("the end of the text is incomplete")
        }
      }
      return .success(output.text())
    }
    return try result.get()
  }

  /// Decodes eight and four units at once, as long as there are such.
  @inline(__always)
  private static func appendShort(
    _ bytes: Span<UInt8>, _ offset: inout Int, _ output: inout UTF8Writing
  ) {
    while offset &+ 8 <= bytes.count {
      let first = word(bytes, at: offset)
      if offset &+ 16 <= bytes.count {
        let second = word(bytes, at: offset &+ 8)
        if (first | second) & above7F == 0 {
          output.append(fourASCII: packed(first))
          output.append(fourASCII: packed(second))
          offset &+= 16
          continue
        }
      }
      guard first & above7FF == 0 else { return }
      for index in 0..<4 {
        let unit = UInt32(truncatingIfNeeded: first &>> UInt64(16 &* index)) & 0xFFFF
        output.append(below800: Order.isBigEndian ? unit &>> 8 | (unit & 0xFF) &<< 8 : unit)
      }
      offset &+= 8
    }
  }

  /// Eight bytes, which must be there.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    precondition(offset &+ 8 <= bytes.count, "no eight bytes")
    return unsafe bytes.withUnsafeBytes {
      // In bounds by the line above; not empty, hence with an address.
      unsafe ASCIIRuns.word($0.baseAddress.unsafelyUnwrapped, offset)
    }
  }

  /// Encodes, eight characters at once where they are US-ASCII.
  @inline(__always)
  static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    var progress = EncodingProgress(read: 0, written: 0, stop: .finished)
    while progress.read < text.count {
      if text.count &- progress.read >= 8, room.count &- progress.written >= 16 {
        let word = word(text, at: progress.read)
        if word & ASCIIRuns.highBits == 0 {
          store(eightASCII: word, to: room, at: progress.written)
          progress.read &+= 8
          progress.written &+= 16
          continue
        }
      }
      let lead = UInt32(text[progress.read])
      if lead < 0xE0, text.count &- progress.read >= 2, room.count &- progress.written >= 2 {
        // One byte or two, without a branch on which.
        let isHigh = lead &>> 7
        let trail = UInt32(text[progress.read &+ 1])
        let value = isHigh == 0 ? lead : lead &<< 6 & 0x7C0 | trail & 0x3F
        EncodedScalar(exactWord: word(value), count: 2).store(two: room.dropping(progress.written))
        progress.read &+= 1 &+ Int(isHigh)
        progress.written &+= 2
        continue
      }
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: progress.read)
      let encoded = encode(scalar)
      guard encoded.count <= room.count &- progress.written else {
        progress.stop = .needsRoom
        return progress
      }
      let rest = room.dropping(progress.written)
      if encoded.count == 2 { encoded.store(two: rest) } else { encoded.store(to: rest) }
      progress.read &+= count
      progress.written &+= encoded.count
    }
    return progress
  }

  /// Writes eight units of one byte each, the first one lowest in `word`. There are 16 bytes.
  @inline(__always)
  private static func store(eightASCII word: UInt64, to room: LentBytes, at offset: Int) {
    for half in 0..<2 {
      var units = word &>> UInt64(32 &* half) & 0xFFFF_FFFF
      units = (units | units &<< 16) & 0x0000_FFFF_0000_FFFF
      units = (units | units &<< 8) & 0x00FF_00FF_00FF_00FF
      if Order.isBigEndian { units &<<= 8 }
      // In bounds: the caller has looked.
      unsafe room.base.storeBytes(
        of: units.littleEndian, toByteOffset: offset &+ 8 &* half, as: UInt64.self)
    }
  }
}
