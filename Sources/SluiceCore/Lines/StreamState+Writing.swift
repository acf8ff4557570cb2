// Text on its way into the output, encoded.

extension StreamState {
  /// What came of an attempt to write a text at once.
  private enum Whole {
    case written
    case tooLong
    case unencodable
  }

  /// Whether the output is at the start of a line: nothing has been written, or an ending last.
  var isAtLineStart: Bool { output.tail.isLineStart(writing.framing) }

  /// Writes as much as there is room for of a text in the stream's format, a byte-order mark before
  /// it where one is due.
  ///
  /// A text with a character that cannot be encoded and is not replaced fails before any of it is
  /// written.
  @usableFromInline @inline(never)
  mutating func writeText(
    _ text: Span<UInt8>, _ shape: TextShape, _ progress: inout TextProgress
  ) -> StepOutcome<Void> {
    if !progress.hasBegun {
      switch writeWhole(text, shape) {
      case .written: return .produced(())
      case .unencodable: return .failed(unencodable(in: text))
      case .tooLong: break
      }
      if let error = firstUnencodable(in: text) { return .failed(error) }
      guard output.room > 0 else { return .needsRoom }
      progress.hasBegun = true
      progress.queue(writing.mark)
      writing.mark = .none
    }
    while true {
      guard progress.writeQueued(to: &output) else { return .needsRoom }
      if progress.read == text.count {
        guard shape.isLine, !progress.hasEnded else { return .produced(()) }
        progress.hasEnded = true
        progress.queue(writing.framing.written)
      } else if let outcome = writePart(of: text, shape, &progress) {
        return outcome
      }
    }
  }

  /// Writes all of a text if there is room for it, else nothing; whether it did. Text that cannot
  /// be encoded fails also where there is no room for it.
  @inline(never)
  mutating func writeTextAtOnce(_ text: Span<UInt8>, _ shape: TextShape) -> StepOutcome<Bool> {
    switch writeWhole(text, shape) {
    case .written: return .produced(true)
    case .tooLong: return firstUnencodable(in: text).map { .failed($0) } ?? .produced(false)
    case .unencodable: return .failed(unencodable(in: text))
    }
  }

  /// Encodes the next part into the room; nil to go on.
  private mutating func writePart(
    of text: Span<UInt8>, _ shape: TextShape, _ progress: inout TextProgress
  ) -> StepOutcome<Void>? {
    let end = shape.partEnd(in: text, from: progress.read)
    if end == progress.read {
      progress.read += 1
      progress.queue(writing.framing.written)
      return nil
    }
    let part = text.extracting(progress.read..<end)
    let encoding = encode(part, into: output.freeRoom())
    output.appended(encoding.written)
    progress.read += encoding.read
    switch encoding.stop {
    case .finished: return nil
    case .unencodable: return .failed(unencodable(in: text))
    case .needsRoom:
      guard output.room > 0, !writing.isUTF8 else { return .needsRoom }
      // The next character takes up what is left of this room and a part of the next.
      let (scalar, count) = UTF8Codec.wellFormedScalar(text, at: progress.read)
      guard let encoded = writing.codec.encode(scalar, invalid: format.invalid) else {
        return .failed(unencodable(in: text))
      }
      progress.read += count
      progress.queue(encoded)
      return nil
    }
  }

  /// The usual case: there is room for the mark, the text and the ending.
  private mutating func writeWhole(_ text: Span<UInt8>, _ shape: TextShape) -> Whole {
    if text.isEmpty, !shape.isLine { return .written }
    let room = output.freeRoom()
    let mark = writing.mark
    let ending = writing.framing.written
    guard mark.count <= room.count else { return .tooLong }
    mark.store(to: room)
    var used = mark.count
    var read = 0
    while read < text.count {
      let end = shape.partEnd(in: text, from: read)
      if end == read {
        guard ending.count <= room.count - used else { return .tooLong }
        ending.store(to: room.dropping(used))
        used += ending.count
        read += 1
        continue
      }
      let part = text.extracting(read..<end)
      let encoding = encode(part, into: room.dropping(used))
      used += encoding.written
      read = end
      switch encoding.stop {
      case .finished: break
      case .needsRoom: return .tooLong
      case .unencodable: return .unencodable
      }
    }
    if shape.isLine {
      guard ending.count <= room.count - used else { return .tooLong }
      ending.store(to: room.dropping(used))
      used += ending.count
    }
    output.appended(used)
    writing.mark = .none
    return .written
  }

  /// Encodes as far as the room goes; what cannot be encoded is replaced where it is to be.
  private func encode(_ text: Span<UInt8>, into room: LentBytes) -> EncodingProgress {
    let encoding = writing.codec.encode(text, into: room)
    guard case .unencodable = encoding.stop, format.invalid.replaces else { return encoding }
    return writing.codec.encode(text, into: room, invalid: format.invalid)
  }

  private func firstUnencodable(in text: Span<UInt8>) -> StepError? {
    guard !format.invalid.replaces, let found = writing.codec.firstUnencodable(in: text) else {
      return nil
    }
    return .text(.unencodable(found, format.encoding))
  }

  private func unencodable(in text: Span<UInt8>) -> StepError {
    guard let found = writing.codec.firstUnencodable(in: text) else {
      preconditionFailure("\(format.encoding) does not say what it cannot encode")
    }
    return .text(.unencodable(found, format.encoding))
  }
}

extension TextShape {
  /// Where the part of the text that begins at `start` ends: at the next "\n" that is converted.
  func partEnd(in text: Span<UInt8>, from start: Int) -> Int {
    guard convertsNewlines else { return text.count }
    return text.firstIndex(of: .lineFeed, from: start) ?? text.count
  }
}

extension LineFraming {
  /// What is written after a line.
  var written: EncodedScalar { EncodedScalar(word: writtenBytes, count: writtenCount) }
}
