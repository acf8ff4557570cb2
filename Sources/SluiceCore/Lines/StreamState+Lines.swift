// The lines of a stream in its format.

extension StreamState {
  /// The next line after the first `n` bytes, which are consumed; nil at the end of the stream.
  /// Consumes nothing else (but a partial line that is to be dropped), and finds the same line again
  /// until it is consumed.
  @inlinable @inline(__always)
  mutating func frameLine(after n: Int = 0) -> StepOutcome<LineFrame?> {
    guard input.hasPlainLines(after: n, reading.framing) else {
      input.consume(n)
      return frameLineSlowly()
    }
    guard let line = framePlainLine(after: n) else { return frameLineSlowly() }
    return .produced(line)
  }

  /// The next line after the first `n` bytes, which are consumed, if all of it lies in the ring's first
  /// run and it is not too long. There must be plain lines after these `n`.
  @inlinable @inline(__always)
  mutating func framePlainLine(after n: Int) -> LineFrame? {
    guard let bytes = input.bytesBeforeLineFeed(after: n) else { return nil }
    let line = reading.framing.ending == .crlf ? bytes.droppingCarriageReturn() : bytes
    guard line.count <= maximumLineLength else { return nil }
    return LineFrame(bytes: line, consume: bytes.count &+ 1)
  }

  @usableFromInline @inline(never)
  mutating func frameLineSlowly() -> StepOutcome<LineFrame?> {
    // The usual end of a burst: everything has been taken.
    guard !input.isEmpty || input.endOfStream else { return .needsInput }
    guard resolveReading() else { return .needsInput }
    let outcome = input.frameLineAnywhere(reading.framing, limit: maximumLineLength)
    if case .failed(let error) = outcome { note(error) }
    return outcome
  }

  /// Takes the next line out, without its ending, if all of it is there and it is US-ASCII in a format of
  /// single bytes; nil otherwise, and then nothing is taken. The usual case of `ReadLineAndEnding`, for
  /// whom the passing of a step's outcome would cost a tenth of a line.
  public mutating func takeLineAtOnce() -> String? {
    guard reading.isUTF8, input.hasPlainLines(after: 0, reading.framing),
      let line = framePlainLine(after: 0),
      let text = line.bytes.withSpan({ String(ascii: $0) })
    else { return nil }
    input.take(line)
    return text
  }

  /// The text of a line that has been found; takes the line out unless that fails.
  @inline(__always)
  mutating func takeText(_ frame: LineFrame) -> StepOutcome<String> {
    let text: String
    do throws(MalformedBytes) {
      text = try frame.bytes.withSpan { bytes throws(MalformedBytes) in
        reading.isUTF8
          ? try UTF8Codec.decode(bytes, invalid: .fail)
          : try reading.codec.decode(bytes, invalid: format.invalid)
      }
    } catch {
      return takeBadText(error, frame)
    }
    input.take(frame)
    return .produced(text)
  }

  @inline(never)
  private mutating func takeBadText(
    _ error: MalformedBytes, _ frame: LineFrame
  ) -> StepOutcome<String> {
    if format.invalid.replaces {
      // Never throws: it replaces what it would throw about.
      let text = try? frame.bytes.withSpan { bytes throws(MalformedBytes) in
        try reading.codec.decode(bytes, invalid: format.invalid)
      }
      if let text {
        input.take(frame)
        return .produced(text)
      }
    }
    return .failed(malformed(error.kind, at: error.offset, count: error.count))
  }
}
