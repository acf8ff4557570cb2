// Requests that are one endless pattern, and replies that are another: echo, line and ping.

/// What all connections send and expect; each begins at a request of its own.
struct PatternTraffic: LoadTraffic {
  let sent: LoadPattern
  let expected: LoadPattern
  var verifies = true

  var largestRequest: Int { sent.payload }
  var usualReply: Int { expected.payload }

  /// A prime apart, so that no two connections send the same at the same time.
  static func first(of number: Int) -> Int { number * 7919 }

  func requests(of number: Int, generation: Int) -> PatternRequests {
    PatternRequests(sent, from: Self.first(of: number))
  }

  func replies(of number: Int, generation: Int) -> PatternReplies {
    PatternReplies(expected, from: Self.first(of: number), verifies: verifies)
  }
}

struct PatternRequests: LoadRequests {
  private let pattern: LoadPattern
  private var offset: Int
  /// Bytes that were added and have not gone out.
  private var left = 0

  /// Begins with the request of that number.
  init(_ pattern: LoadPattern, from first: Int) {
    self.pattern = pattern
    offset = pattern.start(of: first)
  }

  mutating func add(_ count: Int) { left += count * pattern.payload }

  /// One piece, unless they are more than the pattern has in one.
  mutating func next() -> LoadPiece? {
    guard left > 0 else { return nil }
    let run = pattern.run(from: offset, limit: left)
    offset = pattern.offset(after: run)
    left -= run.count
    return LoadPiece(bytes: pattern.bytes, range: run)
  }
}

struct PatternReplies: LoadReplies {
  private let pattern: LoadPattern
  private let verifies: Bool
  /// Where in the pattern the next byte stands.
  private var expected: Int
  /// Bytes that came.
  private var received = 0
  /// Bytes of the reply that has not come as a whole.
  private var partial = 0

  init(_ pattern: LoadPattern, from first: Int, verifies: Bool) {
    self.pattern = pattern
    self.verifies = verifies
    expected = pattern.start(of: first)
  }

  mutating func check(_ bytes: Span<UInt8>, limit: Int) throws(LoadFailure) -> LoadCheck {
    let count = min(bytes.count, limit * pattern.payload - partial)
    if verifies { try compare(bytes, count: count) }
    received += count
    partial += count
    guard partial >= pattern.payload else { return LoadCheck(consumed: count) }
    let replies = partial / pattern.payload
    partial -= replies * pattern.payload
    return LoadCheck(consumed: count, replies: replies)
  }

  private mutating func compare(_ bytes: Span<UInt8>, count: Int) throws(LoadFailure) {
    var done = 0
    while done < count {
      let run = pattern.run(from: expected, limit: count - done)
      let piece = bytes.extracting(done..<done + run.count)
      if let index = pattern.firstDifference(in: piece, from: expected) {
        throw .mismatch(
          offset: received + done + index, expected: pattern.bytes[expected + index],
          found: piece[index])
      }
      expected = pattern.offset(after: run)
      done += run.count
    }
  }
}
