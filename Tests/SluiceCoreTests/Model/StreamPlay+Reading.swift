// The reading operations of a random play.

import SluiceCore
import TestSupport

extension StreamPlay {
  private var limit: Int { playback.state.maximumLineLength }

  /// Lines and text of some length.
  mutating func readText() -> String? {
    let n = Int.random(in: 0...20, using: &random)
    switch Int.random(in: 0...7, using: &random) {
    case 0, 1:
      return compare(
        "line", playback.outcome(ReadLineAndEnding()), input.readLine(limit: limit))
    case 2:
      let outcome = playback.takeFramedLine()
      return compare("framed line", outcome, input.takeFramedLine(limit: limit))
    case 3:
      return compare(
        "text of \(n)", playback.outcome(ReadText(limit: n, fills: true)),
        input.readText(limit: n))
    case 4: return readTextThatIsThere(n)
    case 5:
      return compare(
        "text up to a comma within \(n)",
        playback.outcome(ReadTextUntil(delimiter: ",", limit: n)),
        input.readText(until: ",", limit: n))
    case 6:
      return compare(
        "text up to the end of a line within \(n)",
        playback.outcome(ReadTextUntil(delimiter: "\n", limit: n)),
        input.readLine(limit: n).map { $0?.text })
    default:
      return compare(
        "text to the end within \(n)", playback.outcome(ReadTextToEnd(limit: n)),
        input.readTextToEnd(limit: n))
    }
  }

  /// How much is there depends on how it arrived: at least one character, and no more than wanted.
  private mutating func readTextThatIsThere(_ limit: Int) -> String? {
    let outcome = playback.outcome(ReadText(limit: limit))
    guard case .read(let text) = outcome else {
      return compare("text that is there", outcome, input.readText(limit: limit))
    }
    let count = text.unicodeScalars.count
    guard count <= limit else { return "\(count) characters, more than \(limit)" }
    let expected = input.readText(limit: max(count, min(limit, 1)))
    return compare("\(count) characters that are there", outcome, expected)
  }

  /// Bytes, whatever they mean.
  mutating func readBytes() -> String? {
    let n = Int.random(in: 0...9, using: &random)
    switch Int.random(in: 0...5, using: &random) {
    case 0:
      let room = TestMemory(count: n)
      let outcome = playback.outcome(ReadInto(room: room.bytes))
      guard case .read(let count) = outcome else { return "reading failed: \(outcome)" }
      return take(room.bytes.prefix(count).copied(), "at most \(n) bytes")
    case 1:
      let outcome = playback.outcome(DrainInput(limit: n))
      guard case .read(let bytes) = outcome else { return "draining failed: \(outcome)" }
      return take(bytes, "what is buffered of \(n)")
    case 2:
      let there = playback.available
      guard there < 4 else { return nil }
      guard case .read(there) = playback.outcome(DiscardInput()) else { return "not discarded" }
      return take(Array(input.rest.prefix(there)), "discarded")
    case 3:
      let tail = Array(input.rest)
      let isShort = tail.count <= n
      let outcome = playback.outcome(ReadToEnd(limit: n))
      if isShort { input.position = input.bytes.count }
      return compare("bytes to the end within \(n)", outcome, isShort ? .read(tail) : .lineTooLong)
    case 4:
      guard input.rest.count >= n else { return nil }
      guard case .read(let bytes) = playback.outcome(ReadExactly(count: n)) else {
        return "\(n) bytes are there"
      }
      return take(bytes, "\(n) bytes")
    default:
      let before = Array(input.rest.prefix { $0 != 0x61 })
      let isEnd = input.rest.isEmpty
      let outcome = playback.outcome(ReadUntil(delimiter: 0x61, limit: n))
      if before.count <= n { input.position += min(before.count + 1, input.rest.count) }
      return compare(
        "bytes up to 61 within \(n)", outcome,
        isEnd ? .read(nil) : before.count <= n ? .read(before) : .lineTooLong)
    }
  }

  private mutating func take(_ bytes: [UInt8], _ name: String) -> String? {
    let expected = Array(input.rest.prefix(bytes.count))
    input.position += bytes.count
    return compare(name, .read(bytes), .read(expected))
  }

  /// One character or byte, forwards or back.
  mutating func readOne() -> String? {
    switch Int.random(in: 0...11, using: &random) {
    case 0...2:
      let outcome = playback.outcome(ReadScalar())
      return compare("scalar", outcome, read { $0.readScalar() })
    case 3:
      return compare("peek", playback.outcome(PeekScalar()), input.readScalar(peeking: true))
    case 4, 5: return unread()
    case 6: return readAtOnce()
    case 7: return skip()
    case 8:
      let outcome = playback.outcome(ReadCharacter())
      return compare("character", outcome, read { $0.readCharacter() })
    case 9:
      guard case .read(let byte) = playback.outcome(PeekByte()), byte == input.rest.first else {
        return "another byte is ahead"
      }
      return nil
    case 10:
      guard isByteOrderKnown else { return nil }
      let outcome = playback.outcome(IsInputReady())
      guard case .read(let isReady) = outcome else { return "\(outcome)" }
      return isReady && input.rest.isEmpty ? "ready at the end" : nil
    default:
      let outcome = playback.outcome(ReadByte())
      let expected = input.rest.first
      return compare(
        "byte", outcome,
        read {
          if expected != nil { $0.position += 1 }
          return .read(expected)
        })
    }
  }

  /// Reads one thing from the model, and notes that it can be unread.
  private mutating func read<P>(
    _ body: (inout TextModel) -> ModelOutcome<P?>
  ) -> ModelOutcome<P?> {
    if input.order == nil { input.resolveIfText(of: P.self) }
    let start = input.position
    let outcome = body(&input)
    if case .read(.some) = outcome { unreadable = start..<input.position }
    return outcome
  }

  private mutating func unread() -> String? {
    let isPossible = unreadable.map { $0.upperBound == input.position && !$0.isEmpty } ?? false
    history.append("unread: \(isPossible)")
    switch playback.run(Unread()) {
    case .success:
      guard isPossible, let range = unreadable else { return "something was unread" }
      input.position = range.lowerBound
      unreadable = nil
      return nil
    case .failure(let error):
      return error == .nothingToUnread && !isPossible ? nil : "unread: \(error)"
    }
  }

  /// A character, or nothing where it is not all there.
  private mutating func readAtOnce() -> String? {
    guard isByteOrderKnown else { return nil }
    switch playback.outcome(WithoutWaiting(ReadScalar())) {
    case .read(.nothing):
      history.append("nothing at once")
      return playback.endOfStream ? "nothing at the end" : nil
    case .read(.read(let scalar)):
      return compare("scalar at once", .read(scalar), read { $0.readScalar() })
    case let failure:
      return compare("scalar at once", failure.map { _ in nil }, read { $0.readScalar() })
    }
  }

  /// Where it is not known yet, it cannot be told from outside whether a look has told it.
  private var isByteOrderKnown: Bool { input.format.encoding != .utf16 || input.order != nil }

  private mutating func skip() -> String? {
    let range = bad.flatMap { $0.lowerBound >= input.position ? $0 : nil }
    bad = nil
    let outcome = playback.outcome(SkipBadText())
    if let range { input.skip(range) }
    return compare("skip", outcome, .read(range?.count ?? 0))
  }
}

extension TextModel {
  /// A character as readers take it.
  mutating func readCharacter() -> ModelOutcome<Character?> {
    resolve()
    var text = ""
    var ends: [Int] = []
    var offset = 0
    while case .character(let scalar, let count) = item(at: offset) {
      text.unicodeScalars.append(scalar)
      offset += count
      ends.append(offset)
    }
    guard let first = text.first else { return readScalar().map { _ in nil } }
    position += ends[first.unicodeScalars.count - 1]
    return .read(first)
  }

  /// Before a read of text.
  mutating func resolveIfText<P>(of type: P.Type) {
    if type != UInt8.self { resolve() }
  }

  /// Bytes are taken out from the middle: they count as read.
  mutating func skip(_ range: Range<Int>) {
    let before = Array(bytes[position..<range.lowerBound])
    bytes.replaceSubrange(position..<range.upperBound, with: Array(bytes[range]) + before)
    position += range.count
  }
}
