// What a protocol has to know for `sluice load`: which bytes go out, and which are to come back.
//
// A connection has one value of `Requests` and one of `Replies`, each of which knows by itself what
// comes next: neither asks the other, and nothing is allocated for a request.

/// What all connections of a run send and expect. The load is specialised for each.
protocol LoadTraffic: Sendable {
  associatedtype Requests: LoadRequests
  associatedtype Replies: LoadReplies

  /// The most bytes that one request has.
  var largestRequest: Int { get }
  /// Room for what the pipeline's replies usually have, in bytes.
  var usualReply: Int { get }
  /// Whether a server may end a connection on which nothing is under way.
  var mayEndWhenIdle: Bool { get }

  /// The requests of connection `number`. Each generation is a connection that replaces the last.
  func requests(of number: Int, generation: Int) -> Requests
  /// The answers to just those requests.
  func replies(of number: Int, generation: Int) -> Replies
}

extension LoadTraffic {
  var mayEndWhenIdle: Bool { false }
}

/// Bytes that go out in one piece.
struct LoadPiece {
  let bytes: [UInt8]
  let range: Range<Int>
}

/// The requests of one connection, in order and without end.
protocol LoadRequests: Sendable {
  /// So many more requests are to go out.
  mutating func add(_ count: Int)
  /// What goes out next, in one piece; nil where nothing is left of what was added.
  mutating func next() -> LoadPiece?
}

/// The answers on one connection, in order.
protocol LoadReplies: Sendable {
  /// Compares what came with what is expected: at most `limit` replies, and none behind one that is
  /// wrong. Throws where it cannot be said any more at which byte the next reply begins.
  mutating func check(_ bytes: Span<UInt8>, limit: Int) throws(LoadFailure) -> LoadCheck
  /// The peer has ended its side: whether that, rightly, is the end of a reply.
  mutating func end() -> LoadCheck?
  /// Whether the peer has said that it answers nothing more on this connection.
  var isLast: Bool { get }
  /// What is counted beside the requests, by name: hits, misses and the like.
  var counts: [(name: String, count: Int)] { get }
}

extension LoadReplies {
  mutating func end() -> LoadCheck? { nil }
  var isLast: Bool { false }
  var counts: [(name: String, count: Int)] { [] }
}

/// What a look at some bytes came to.
struct LoadCheck {
  /// Bytes that belong to replies, complete or begun.
  var consumed = 0
  /// Replies that are complete and right.
  var replies = 0
  /// What is wrong with the reply that came behind those; its last byte is the last one consumed.
  var fault: LoadFault?
}

/// An answer that is wrong, behind which the connection goes on.
struct LoadFault: Sendable {
  /// What it is counted under.
  let kind: String
  /// All that is known, on one line.
  let text: String
}
