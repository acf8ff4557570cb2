// Finds requests in the bytes that have come: `*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n`, or inline, `PING hi\r\n`.
//
// Each word is looked for once, however the bytes come: where a request is not complete, the parser
// remembers how far it is. It copies nothing but inline words, which may have quotes.

/// The request that begins at some place, found as far as its bytes have come.
struct RedisParser {
  /// What there is.
  enum Outcome {
    /// `words` are within the next so many bytes.
    case request(length: Int)
    /// The next so many bytes; `words` are within `inlineBytes`.
    case inline(length: Int)
    /// The next so many bytes ask for nothing.
    case nothing(length: Int)
    /// The rest is still to come.
    case incomplete
    /// The protocol is broken, as `problem` says.
    case broken
  }

  /// The words of the request, counted from its beginning.
  private(set) var words: [RedisWord] = []
  /// The words of an inline request, one behind the other, without their quotes.
  private(set) var inlineBytes: [UInt8] = []
  private(set) var problem = ""

  /// How many words are still to come, and how many bytes were found before them. Both are 0 between
  /// two requests.
  private var missing = 0
  private var position = 0

  private static let longestLine = 64 * 1024
  private static let mostWords = Int(Int32.max)
  private static let longestWord = 512 << 20

  /// Looks at the request that begins at `start`: the same one as before, after `incomplete`.
  mutating func next(in bytes: Span<UInt8>, from start: Int) -> Outcome {
    if missing == 0 {
      guard start < bytes.count else { return .incomplete }
      guard bytes[start] == UInt8(ascii: "*") else { return inline(bytes, from: start) }
      switch number(in: bytes, from: start &+ 1) {
      case .incomplete: return .incomplete
      case .tooLong: return broken("too big mbulk count string")
      case .number(let count, let end):
        guard let count, count <= Self.mostWords else {
          return broken("invalid multibulk length")
        }
        guard count > 0 else { return .nothing(length: end &- start) }
        (missing, position) = (count, end &- start)
      }
      words.removeAll(keepingCapacity: true)
    }
    return array(bytes, from: start)
  }

  // MARK: Arrays

  @inline(__always)
  private mutating func array(_ bytes: Span<UInt8>, from start: Int) -> Outcome {
    while missing > 0 {
      let head = start &+ position
      guard head < bytes.count else { return .incomplete }
      guard bytes[head] == UInt8(ascii: "$") else { return noWord(in: bytes, from: head) }
      switch number(in: bytes, from: head &+ 1) {
      case .incomplete: return .incomplete
      case .tooLong: return broken("too big bulk count string")
      case .number(let count, let end):
        guard let count, 0...Self.longestWord ~= count else {
          return broken("invalid bulk length")
        }
        // The CRLF behind the word is taken unseen, as Redis does.
        guard end &+ count &+ 2 <= bytes.count else { return .incomplete }
        words.append(RedisWord(start: end &- start, count: count))
        position = end &+ count &+ 2 &- start
        missing &-= 1
      }
    }
    defer { position = 0 }
    return .request(length: position)
  }

  /// Where a word should begin is something else. As in Redis, that counts once the line is complete.
  @inline(never)
  private mutating func noWord(in bytes: Span<UInt8>, from head: Int) -> Outcome {
    switch anyNumber(in: bytes, from: head) {
    case .incomplete: return .incomplete
    case .tooLong: return broken("too big bulk count string")
    case .number: break
    }
    return broken("expected '$', got '\(String(decoding: [bytes[head]], as: UTF8.self))'")
  }

  private mutating func broken(_ problem: String) -> Outcome {
    self.problem = problem
    return .broken
  }

  // MARK: Numbers

  private enum Number {
    /// Up to the CR; nil where it is none. What follows the CRLF begins at `end`.
    case number(Int?, end: Int)
    case incomplete
    case tooLong
  }

  @inline(__always)
  private func number(in bytes: Span<UInt8>, from start: Int) -> Number {
    var value = 0
    var index = start
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value &* 10 &+ Int(digit)
      index &+= 1
    }
    // The usual one. Nine digits are more than any limit here, and cannot overflow.
    if index &+ 1 < bytes.count, bytes[index] == UInt8(ascii: "\r"), 1...9 ~= index &- start,
      bytes[start] != UInt8(ascii: "0") || index == start &+ 1
    {
      return .number(value, end: index &+ 2)
    }
    return anyNumber(in: bytes, from: start)
  }

  @inline(never)
  private func anyNumber(in bytes: Span<UInt8>, from start: Int) -> Number {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\r") { index += 1 }
    guard index < bytes.count else {
      return index - start > Self.longestLine ? .tooLong : .incomplete
    }
    guard index + 1 < bytes.count else { return .incomplete }
    return .number(bytes.extracting(start..<index).integer.map { Int($0) }, end: index + 2)
  }

  // MARK: Inline

  private mutating func inline(_ bytes: Span<UInt8>, from start: Int) -> Outcome {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end &+= 1 }
    guard end < bytes.count else {
      return end - start > Self.longestLine ? broken("too big inline request") : .incomplete
    }
    let length = end &+ 1 &- start
    if end > start, bytes[end &- 1] == UInt8(ascii: "\r") { end &-= 1 }
    words.removeAll(keepingCapacity: true)
    inlineBytes.removeAll(keepingCapacity: true)
    guard splitInlineWords(bytes.extracting(start..<end), into: &inlineBytes, &words) else {
      return broken("unbalanced quotes in request")
    }
    return words.isEmpty ? .nothing(length: length) : .inline(length: length)
  }
}
