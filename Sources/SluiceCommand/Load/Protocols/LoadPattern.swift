// Payloads without end that cost nothing to make: one run of bytes, read over and over.
//
// Invariant: `bytes[i] == bytes[i - period]` wherever both exist, so that a payload which runs over
// the end of the period still lies in one piece.

/// An endless sequence of payloads of the same length. Its bytes are shared by all connections.
struct LoadPattern: Sendable {
  /// The sequence until it repeats itself, and so much more that payloads lie in one piece.
  let bytes: [UInt8]
  /// After so many bytes it repeats itself.
  let period: Int
  /// Bytes of one payload.
  let payload: Int

  /// Every run sends the same.
  private static let payloadSeed: UInt64 = 0x5155_1CE0_10AD
  /// The period is at least so long: small enough for a cache, and of many payloads.
  private static let usualPeriod = 1 << 18
  /// At most so many bytes are kept twice, so that larger bursts may come in pieces.
  private static let maximumOverlap = 1 << 20

  private init(period: Int, payload: Int, atOnce count: Int, byte: (Int) -> UInt8) {
    var bytes: [UInt8] = []
    let overlap = max(payload, min(payload * count, Self.maximumOverlap))
    bytes.reserveCapacity(period + overlap)
    for index in 0..<period { bytes.append(byte(index)) }
    for index in 0..<overlap { bytes.append(bytes[index]) }
    self.bytes = bytes
    self.period = period
    self.payload = payload
  }

  /// Bytes of all values. The period is prime, so that as many payloads differ as it has bytes.
  static func random(payload: Int, atOnce count: Int) -> LoadPattern {
    var generator = SplitMix64(seed: payloadSeed)
    return LoadPattern(period: usualPeriod + 3, payload: payload, atOnce: count) { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
  }

  /// Printable bytes with a CRLF at the end of each payload; all that are under way at once differ.
  static func lines(payload: Int, atOnce count: Int) -> LoadPattern {
    var generator = SplitMix64(seed: payloadSeed)
    let lines = max((usualPeriod + payload - 1) / payload, count + 1)
    return LoadPattern(period: lines * payload, payload: payload, atOnce: count) { index in
      switch payload - index % payload {
      case 1: UInt8(ascii: "\n")
      case 2: UInt8(ascii: "\r")
      default: UInt8(ascii: "!") + UInt8(generator.next() % 90)
      }
    }
  }

  /// The same payload again and again.
  static func constant(_ text: String, atOnce count: Int) -> LoadPattern {
    let text = Array(text.utf8)
    return LoadPattern(period: text.count, payload: text.count, atOnce: max(count, 32)) {
      text[$0]
    }
  }

  /// Where in `bytes` the payload of that number begins.
  func start(of number: Int) -> Int { number % period * payload % period }

  /// What follows `offset`, in one piece and at most `limit` bytes.
  func run(from offset: Int, limit: Int) -> Range<Int> {
    offset..<offset + min(limit, bytes.count - offset)
  }

  /// The offset at which the sequence goes on after a run.
  func offset(after run: Range<Int>) -> Int {
    run.upperBound < period ? run.upperBound : run.upperBound % period
  }

  /// The first byte of `candidate` that is not what follows `offset`, by its index.
  func firstDifference(in candidate: Span<UInt8>, from offset: Int) -> Int? {
    let expected = bytes.span.extracting(offset..<offset + candidate.count)
    return indexOfDifference(candidate, expected)
  }
}
