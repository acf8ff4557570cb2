// The responses on one connection: framed by RFC 9112, and compared.
//
// A head that is the same as the last one, byte for byte, is not parsed again: a comparison costs a
// tenth of it, and a server's heads change once a second if at all.

struct HTTPReplies: LoadReplies {
  private enum State {
    case head
    case body(left: Int)
    case chunks(HTTPChunks)
    case untilEnd
  }

  private let paths: Int
  private let expectedStatus: Int?
  private let verifies: Bool
  private var state = State.head
  /// Which path the next response belongs to.
  private var path: Int
  /// The beginning of a head that has not come as a whole.
  private var begun: [UInt8] = []
  /// The last complete head, and what it said.
  private var lastHead: [UInt8] = []
  private var head = HTTPHead.none
  private var body: HTTPBodyCheck
  private(set) var isLast = false

  /// A head may have so many bytes.
  private static let largestHead = 1 << 16
  private static let headEnd = Array("\r\n\r\n".utf8)

  init(from path: Int, of paths: Int, bodies: HTTPBodies, status: Int?, verifies: Bool) {
    self.path = path
    self.paths = paths
    expectedStatus = status
    self.verifies = verifies
    body = HTTPBodyCheck(bodies)
  }

  mutating func check(_ bytes: Span<UInt8>, limit: Int) throws(LoadFailure) -> LoadCheck {
    var result = LoadCheck()
    while result.consumed < bytes.count, result.replies < limit, !isLast {
      let (used, isComplete) = try advance(bytes.extracting(result.consumed...))
      result.consumed += used
      guard isComplete else { continue }
      result.fault = finish()
      if result.fault != nil { break }
      result.replies += 1
    }
    return result
  }

  mutating func end() -> LoadCheck? {
    guard case .untilEnd = state else { return nil }
    let fault = finish()
    return LoadCheck(replies: fault == nil ? 1 : 0, fault: fault)
  }

  /// One step of a response: how many bytes it took, and whether the response is complete.
  private mutating func advance(_ bytes: Span<UInt8>) throws(LoadFailure) -> (Int, Bool) {
    switch state {
    case .head:
      return try readHead(bytes)
    case .body(let left):
      let count = min(left, bytes.count)
      body.compare(bytes.extracting(..<count))
      state = .body(left: left - count)
      return (count, left == count)
    case .chunks(var chunks):
      state = .head
      let used = try chunks.read(bytes, into: &body)
      state = .chunks(chunks)
      return (used, chunks.isComplete)
    case .untilEnd:
      body.compare(bytes)
      return (bytes.count, false)
    }
  }

  // MARK: Heads

  private mutating func readHead(_ bytes: Span<UInt8>) throws(LoadFailure) -> (Int, Bool) {
    if begun.isEmpty {
      let known = lastHead.count
      if known > 0, bytes.count >= known,
        indexOfDifference(bytes.extracting(..<known), lastHead.span) == nil
      {
        return (known, beginBody())
      }
      if let end = Self.endOfHead(in: bytes) {
        try learn(bytes.extracting(..<end))
        return (end, beginBody())
      }
    }
    // The slow way: line by line, until the head is there.
    var used = 0
    while used < bytes.count {
      let end = indexOfByte(.lineFeed, in: bytes, from: used).map { $0 + 1 } ?? bytes.count
      appendBytes(bytes.extracting(used..<end), to: &begun)
      used = end
      guard begun.count <= Self.largestHead else {
        throw .malformed("a head of more than \(Self.largestHead) bytes")
      }
      guard begun.suffix(4).elementsEqual(Self.headEnd) else { continue }
      let whole = begun
      begun.removeAll(keepingCapacity: true)
      try learn(whole.span)
      return (used, beginBody())
    }
    return (used, false)
  }

  /// The index behind the empty line.
  private static func endOfHead(in bytes: Span<UInt8>) -> Int? {
    var start = 0
    while let end = indexOfByte(.lineFeed, in: bytes, from: start) {
      if end == start + 1, bytes[start] == .carriageReturn, start > 0 { return end + 1 }
      start = end + 1
    }
    return nil
  }

  private mutating func learn(_ bytes: Span<UInt8>) throws(LoadFailure) {
    head = try HTTPHead(bytes)
    lastHead.removeAll(keepingCapacity: true)
    appendBytes(bytes, to: &lastHead)
  }

  /// Goes on behind a head; returns whether the response is complete.
  private mutating func beginBody() -> Bool {
    guard !head.isInterim else {
      state = .head
      return false
    }
    body.begin(path: path, compares: verifies && isExpected)
    switch head.framing {
    case .length(let count): state = .body(left: count)
    case .chunked: state = .chunks(HTTPChunks())
    case .untilEnd: state = .untilEnd
    }
    return head.framing == .length(0)
  }

  private var isExpected: Bool {
    expectedStatus.map { $0 == head.status } ?? (200...299 ~= head.status)
  }

  /// Ends a response; returns what was wrong with it.
  private mutating func finish() -> LoadFault? {
    defer {
      state = .head
      isLast = head.isLast
      path = path + 1 == paths ? 0 : path + 1
    }
    guard verifies else { return nil }
    guard isExpected else {
      let expected = expectedStatus.map(String.init) ?? "2xx"
      return LoadFault(
        kind: "status \(head.status)",
        text: "a response had status \(head.status), \(expected) was expected")
    }
    return body.finish()
  }
}

extension HTTPHead {
  /// Before the first one.
  fileprivate static let none = HTTPHead(status: 0, framing: .length(0), isLast: false)

  private init(status: Int, framing: Framing, isLast: Bool) {
    self.status = status
    self.framing = framing
    self.isLast = isLast
  }
}
