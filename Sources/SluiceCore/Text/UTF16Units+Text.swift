// UTF-16 in bulk.

extension UTF16Units {
  /// Four units that are all US-ASCII have no other bits, in the order of the units' bytes.
  @inline(__always)
  private static var notASCII: UInt64 {
    Order.isBigEndian ? 0x80FF_80FF_80FF_80FF : 0xFF80_FF80_FF80_FF80
  }

  /// The low bytes of four units, one after the other.
  @inline(__always)
  private static func packed(_ word: UInt64) -> UInt32 {
    let units = Order.isBigEndian ? word &>> 8 : word
    let pairs = units | units &>> 8
    return UInt32(truncatingIfNeeded: pairs & 0xFFFF | (pairs &>> 16) & 0xFFFF_0000)
  }

  /// Decodes, four units at once where they are US-ASCII.
  @inline(__always)
  static func decode(
    _ bytes: Span<UInt8>, invalid: InvalidTextPolicy
  ) throws(MalformedBytes) -> String {
    guard !bytes.isEmpty else { return "" }
    let count = bytes.count
    // A unit of two bytes becomes at most three, the odd byte three, and four are written at once.
    let result = unsafe TextScratch.withRoom(capacity: count / 2 * 3 + 8) { room in
      var output = unsafe UTF8Writing(to: room)
      var offset = 0
      while offset < count {
        while offset &+ 8 <= count {
          let word = unsafe bytes.withUnsafeBytes {
            // Eight bytes from `offset` on are there; not empty, hence with an address.
            unsafe ASCIIRuns.word($0.baseAddress.unsafelyUnwrapped, offset)
          }
          guard word & notASCII == 0 else { break }
          output.append(fourASCII: packed(word))
          offset &+= 8
        }
        guard offset < count else { break }
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

  /// Encodes, eight characters at once where they are US-ASCII.
  @inline(__always)
  static func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    var progress = EncodingProgress(read: 0, written: 0, stop: .finished)
    while progress.read < text.count {
      let run = text.extracting(progress.read...).asciiPrefix
      let fitting = min(run, (room.count &- progress.written) / 2)
      for index in progress.read..<progress.read &+ fitting {
        let unit = UInt16(text[index])
        // In bounds: `fitting` units are.
        unsafe room.base.storeBytes(
          of: Order.isBigEndian ? unit.bigEndian : unit.littleEndian,
          toByteOffset: progress.written, as: UInt16.self)
        progress.written &+= 2
      }
      progress.read &+= fitting
      guard fitting == run else {
        progress.stop = .needsRoom
        return progress
      }
      guard progress.read < text.count else { break }
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: progress.read)
      let encoded = encode(scalar)
      guard encoded.count <= room.count &- progress.written else {
        progress.stop = .needsRoom
        return progress
      }
      encoded.store(to: room.dropping(progress.written))
      progress.read &+= count
      progress.written &+= encoded.count
    }
    return progress
  }
}
