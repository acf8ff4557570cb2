// The calls that a program is made of.

import SluiceTesting

/// A reading call.
struct Reading: CustomStringConvertible {
  /// Which call. Those of text are for streams in which text is what was written, byte for byte.
  enum Kind: Int, CaseIterable {
    // Lines, whatever they are made of.
    case line, lineBytes, lineAndEnding, lineNow, until, nested
    // Bytes.
    case exactly, exactlyInto, into, available, borrowed, byte, byteAgain, peek, look, drain, rest
    // Text.
    case text, textHere, textUntil, textRest, scalar, scalarAgain, peekScalar, scalarNow, character,
      isReady
  }

  var kind: Kind
  /// Of how many bytes or characters, where that is asked.
  var count: Int
  /// Up to which byte, where that is asked.
  var delimiter: UInt8

  var description: String { "\(kind) \(count)" }

  /// Whether it is a single call on the stream.
  var isOneCall: Bool {
    switch kind {
    case .byteAgain, .scalarAgain, .isReady, .nested: false
    default: true
    }
  }

  /// Whether a call that had to wait ends when the last byte that it needs comes.
  var endsWithByte: Bool { kind == .exactly || kind == .byte || kind == .peek }

  static let ofLines: [Kind] = [.line, .line, .lineBytes, .lineAndEnding, .lineNow, .until]
  static let ofBytes: [Kind] = [
    .exactly, .exactly, .exactlyInto, .into, .available, .borrowed, .byte, .byteAgain, .peek, .look,
    .drain,
  ]
  static let ofText: [Kind] = [
    .text, .textHere, .textUntil, .scalar, .scalarAgain, .peekScalar, .scalarNow, .character,
    .isReady,
  ]
  static let rare: [Kind] = [.rest, .nested]
}

/// A writing call.
struct Writing: CustomStringConvertible {
  enum Kind: Int, CaseIterable {
    case bytes, line, lineBytes, text, substring, atOnce, textAtOnce, freshLine
    /// Several writers at the same time.
    case together
    case discard, flush, startFlush, pause
    /// A look whether what was written leaves by itself.
    case leave
  }

  var kind: Kind
  var bytes: [UInt8] = []
  /// What the others write.
  var more: [[UInt8]] = []
  var time = Duration.zero

  var description: String {
    more.isEmpty ? "\(kind) \(bytes)" : "\(kind) \(bytes) \(more)"
  }

  init(from random: inout SeededRandom, _ style: Style) {
    switch random.number(in: 0...17) {
    case 0: kind = .flush
    case 1: kind = .startFlush
    case 2: kind = .pause
    case 3: kind = .freshLine
    // Half of a character may have left by then.
    case 4: kind = style.alphabet == .unicode ? .flush : .discard
    case 5, 6, 7: kind = random.element(of: [.line, .line, .lineBytes])
    case 8, 9: kind = random.element(of: [.text, .substring])
    case 10, 11: kind = random.element(of: [.atOnce, .textAtOnce])
    case 12, 13: kind = .together
    case 14: kind = .leave
    default: kind = .bytes
    }
    switch kind {
    case .flush, .startFlush, .freshLine, .discard, .leave: break
    case .pause: time = .microseconds(random.element(of: [1, 100, 3_000, 1_500_000]))
    case .line, .lineBytes: bytes = style.line(from: &random)
    case .bytes, .text, .substring, .atOnce, .textAtOnce: bytes = style.content(from: &random)
    case .together:
      bytes = style.content(from: &random)
      more = (0..<random.number(in: 1...3)).map { _ in style.content(from: &random) }
    }
  }
}
