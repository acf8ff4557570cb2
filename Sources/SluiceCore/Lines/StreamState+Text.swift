// Text of any length out of the input, with line endings as "\n".

extension StreamState {
  /// Takes out what a scan has found to be text.
  mutating func takeText(_ scan: TextScan) -> String {
    let run = input.contiguous(scan.bytes)
    do throws(MalformedBytes) {
      let text = try run.withSpan { bytes throws(MalformedBytes) in
        try reading.codec.decode(bytes, invalid: format.invalid)
      }
      input.consume(scan.bytes)
      return text.withNewlines(for: format.lineEnding)
    } catch {
      preconditionFailure("\(format.encoding) decodes less than it has seen: \(error)")
    }
  }

  /// Takes out all that is there in one pass, if it is text throughout and nothing has to be known
  /// of what follows; nil otherwise, and then nothing is taken out.
  mutating func takeAllText() -> String? {
    let framing = reading.framing
    let count = input.available
    guard framing.ending != .crlfStrict, count > 0, count % framing.width == 0 else { return nil }
    if framing.ending == .crlf, !input.endOfStream,
      input.isUnit(framing.carriageReturn, width: framing.width, at: count - framing.width)
    {
      return nil
    }
    let text = try? input.contiguous(count).withSpan { bytes throws(MalformedBytes) in
      try reading.codec.decode(bytes, invalid: .fail)
    }
    guard let text else { return nil }
    input.consume(count)
    return text.withNewlines(for: framing.ending)
  }

  /// Takes out the first `count` bytes as a text that ends there, and `delimiter` bytes behind it;
  /// nothing where they are not text.
  mutating func takeText(_ count: Int, delimiter: Int = 0) -> StepOutcome<String> {
    let run = input.contiguous(count)
    let stray = format.lineEnding == .crlfStrict ? strayInText(run) : nil
    do throws(MalformedBytes) {
      // What comes first counts.
      let text = try run.prefix(stray?.offset ?? count).withSpan {
        bytes throws(MalformedBytes) in
        try reading.codec.decode(bytes, invalid: format.invalid)
      }
      if let stray { return .failed(self.stray(stray.character, at: stray.offset)) }
      input.consume(count + delimiter)
      return .produced(text.withNewlines(for: format.lineEnding))
    } catch {
      return .failed(malformed(error.kind, at: error.offset, count: error.count))
    }
  }

  /// The first CR or LF of a text that belongs to no ending.
  private func strayInText(_ run: LentBytes) -> (character: Unicode.Scalar, offset: Int)? {
    let framing = reading.framing
    var offset = 0
    while offset < run.count {
      let rest = run.dropping(offset)
      let lineFeed = rest.firstIndex(of: framing.lineFeed, width: framing.width)
      let before = rest.prefix(lineFeed ?? rest.count)
      let carriageReturn = before.firstIndex(of: framing.carriageReturn, width: framing.width)
      if let carriageReturn, lineFeed != carriageReturn + framing.width {
        return ("\r", offset + carriageReturn)
      }
      guard let lineFeed else { return nil }
      if carriageReturn == nil { return ("\n", offset + lineFeed) }
      offset += lineFeed + framing.width
    }
    return nil
  }
}
