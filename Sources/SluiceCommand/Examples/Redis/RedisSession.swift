// One connection's requests, as its bytes come.

/// Finds the requests of a connection, carries them out and gathers the replies.
struct RedisSession {
  private(set) var client: RedisClient
  private var parser = RedisParser()
  /// What has come of a request that is not complete, and of what follows it.
  private var pending: [UInt8] = []
  /// How much of what is being looked at has been dealt with.
  private var position = 0

  // The bounds of a burst: how long others may have to wait, and how much is gathered for a client that
  // does not read its replies.
  private static let mostRequests = 256
  private static let mostReplies = 16 * 1024
  /// The most of one request.
  private static let mostPending = 1 << 30

  init(number: Int) { client = RedisClient(number: number) }

  /// Whether the client has quit, broken the protocol or asked for too much.
  var isOver: Bool { client.isOver }

  /// The replies to be written, and then to be forgotten.
  var replies: [UInt8] { client.reply.bytes }
  mutating func clearReplies() { client.reply.clear() }

  /// Bytes have come. They go behind what is left of an earlier request.
  mutating func take(_ received: Span<UInt8>) {
    if !pending.isEmpty { pending.append(received) }
  }

  /// Answers a burst of the requests that are complete in what has been taken. Returns whether there are no
  /// more: otherwise it is to be called again with the same bytes.
  ///
  /// Under a lock that all connections have in common: it copies nothing but keys, values and replies.
  mutating func answer(_ received: Span<UInt8>, _ keys: inout RedisKeyspace) -> Bool {
    keys.begin()
    guard !pending.isEmpty else {
      return Self.answerBurst(of: received, &position, &parser, &client, &keys)
    }
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    defer { swap(&bytes, &pending) }
    return Self.answerBurst(of: bytes.span, &position, &parser, &client, &keys)
  }

  /// Keeps what is left of the bytes when all has been answered.
  mutating func keepRest(of received: Span<UInt8>) {
    if !pending.isEmpty {
      pending.removeFirst(position)
      // One that was large is not kept.
      if pending.isEmpty { pending = [] }
    } else if position < received.count {
      pending.append(received.extracting(position...))
    }
    position = 0
    if pending.count > Self.mostPending { client.isOver = true }
  }

  /// Answers requests from `position` on; false where that was a burst and there may be more.
  ///
  /// It is given the parts one by one: while a request borrows the parser, the client changes.
  @inline(__always)
  private static func answerBurst(
    of bytes: Span<UInt8>, _ position: inout Int, _ parser: inout RedisParser,
    _ client: inout RedisClient, _ keys: inout RedisKeyspace
  ) -> Bool {
    for _ in 0..<mostRequests {
      switch parser.next(in: bytes, from: position) {
      case .request(let length):
        let request = bytes.extracting(position..<position &+ length)
        client.run(RedisRequest(request, parser.words.span), &keys)
        position &+= length
      case .inline(let length):
        client.run(RedisRequest(parser.inlineBytes.span, parser.words.span), &keys)
        position &+= length
      case .nothing(let length):
        position &+= length
      case .incomplete:
        return true
      case .broken:
        client.reply.error(RedisError("ERR Protocol error: \(parser.problem)"))
        client.isOver = true
      }
      guard !client.isOver else { return true }
      guard client.reply.bytes.count < mostReplies else { return false }
    }
    return false
  }
}
