// The formats that the tests of text go through, and texts for them.

import SluiceCore

extension ExternalFormat {
  /// Every encoding with every ending and both policies.
  static let tested: [ExternalFormat] = TextEncoding.all.flatMap { encoding in
    LineEnding.allCases.flatMap { ending in
      [InvalidTextPolicy.fail, .replace].map {
        ExternalFormat(encoding: encoding, lineEnding: ending, invalid: $0)
      }
    }
  }

  /// The bytes of a text, as they are, with what cannot be encoded as `?`.
  func bytes(_ text: String, mark: Bool = false) -> [UInt8] {
    let resolved = encoding.codec.resolvedForWriting
    let start = mark ? resolved.mark : .none
    let encoded =
      [start] + text.unicodeScalars.map { resolved.codec.encode($0, invalid: .replace)! }
    return encoded.flatMap { one in (0..<one.count).map { one[$0] } }
  }

  /// Inputs: text of several scripts with all kinds of endings, and bytes that are no text.
  var inputs: [[UInt8]] {
    let texts = [
      "", "a", "\r", "\n", "\r\n", "ab\r\ncd", "é\r\n\r\nb\rc\n日本\n\r\r\n",
      "Ж\u{0A0A}\u{0D0D}\r\n🌊,\u{10FFFF}",
    ]
    let good = texts.flatMap { [bytes($0), bytes($0, mark: true)] }
    let bad: [[UInt8]] = [
      bytes("ab") + [0xC3] + bytes("\r\nc"), bytes("x") + [0xF0, 0x9F, 0x8C],
      [0xE6, 0x97] + bytes("\r\n"), [0xD8, 0x00] + bytes("\r\n"), [0x00, 0xD8] + bytes("\n,"),
      [0x80, 0xFF, 0xED, 0xA0, 0x80, 0xC0, 0xAF] + bytes("z\r"), [0xFF, 0xFE, 0x0D, 0x00, 0x0A],
      [0xFE, 0xFF, 0x00, 0x0D, 0x00, 0x0A, 0xDC], [0xFE], [0x0A, 0x0D, 0x0A],
    ]
    return good + bad
  }
}

extension Playback {
  /// A stream in that format.
  convenience init(
    _ incoming: [UInt8], _ format: ExternalFormat, chunking: Chunking = .whole,
    capacity: Int = 16, output: Int = 16, limit: Int = 1 << 20, armed: Bool = false
  ) {
    self.init(
      incoming, chunking: chunking, capacity: capacity, output: output, limit: limit,
      ending: format.lineEnding, encoding: format.encoding, invalid: format.invalid, armed: armed)
  }

  /// What a read comes to, in the words of the model.
  func outcome<S: StreamStep>(_ step: S) -> ModelOutcome<S.Product> {
    switch run(step) {
    case .success(let product): .read(product)
    case .failure(.text(.malformed(let text))):
      .malformed(offset: text.offset, count: text.bytes.count)
    case .failure(.text(.bareLineFeed(let offset))): .stray("\n", offset: offset)
    case .failure(.text(.bareCarriageReturn(let offset))): .stray("\r", offset: offset)
    case .failure(.lineTooLong): .lineTooLong
    case .failure(let error): preconditionFailure("\(error)")
    }
  }

  /// The bytes of a line, which is taken out.
  func takeFramedLine() -> ModelOutcome<[UInt8]?> {
    outcome(FrameLine()).map { frame in
      guard let frame else { return nil }
      defer { state.input.take(frame) }
      return frame.bytes.copied()
    }
  }
}
