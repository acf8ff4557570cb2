// Responses as `sluice load http` takes them apart, cut at every byte.

import Testing

@testable import SluiceCommand

@Suite struct HTTPRepliesTests {
  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
  private static let chunked =
    "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n"
    + "2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: x\r\n\r\n"
  private static let other = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellO"

  private func fed(
    _ text: String, limit: Int, status: Int? = nil, verifies: Bool = true, paths: Int = 1
  ) -> Set<String> {
    Set(
      cuts(of: text).map { pieces in
        var replies = HTTPReplies(
          from: 0, of: paths, bodies: HTTPBodies(paths: paths), status: status,
          verifies: verifies)
        return "\(replies.fed(pieces, limit: limit))"
      })
  }

  @Test(arguments: [
    ("two of a length", ok + ok, 2, FedReplies(replies: 2)),
    ("by chunks and by length, the same body", ok + chunked + ok, 3, FedReplies(replies: 3)),
    ("chunks first", chunked + chunked + ok, 3, FedReplies(replies: 3)),
    ("another byte", ok + other + ok, 3, FedReplies(replies: 2, faults: ["body differs"])),
    (
      "shorter", ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhell" + ok, 3,
      FedReplies(replies: 2, faults: ["body differs"])
    ),
    (
      "longer", ok + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!" + ok, 3,
      FedReplies(replies: 2, faults: ["body differs"])
    ),
    (
      "none", ok + "HTTP/1.1 204 No Content\r\n\r\n" + ok, 3,
      FedReplies(replies: 2, faults: ["body differs"])
    ),
    (
      "a status that is wrong",
      "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno" + ok + ok, 3,
      FedReplies(replies: 2, faults: ["status 503"])
    ),
    (
      "an interim response before the right one",
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok, 1, FedReplies(replies: 1)
    ),
    ("no reason", "HTTP/1.1 200\r\nContent-Length:0\r\n\r\n", 1, FedReplies(replies: 1)),
    ("no status line", "HTTP/2 200 OK\r\n\r\n", 1, FedReplies(failure: "malformed")),
    ("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", 1, FedReplies(failure: "malformed")),
    (
      "no colon", "HTTP/1.1 200 OK\r\nServer\r\n\r\n", 1, FedReplies(failure: "malformed")
    ),
    (
      "two lengths",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 1,
      FedReplies(failure: "malformed")
    ),
    (
      "a length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n", 1,
      FedReplies(failure: "malformed")
    ),
    (
      "both framings",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 1,
      FedReplies(failure: "malformed")
    ),
    (
      "no size of a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx", 1,
      FedReplies(failure: "malformed")
    ),
    (
      "data that runs over its chunk",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab", 1,
      FedReplies(failure: "malformed")
    ),
  ])
  func `However it is cut, it comes to the same`(
    name: String, text: String, limit: Int, expected: FedReplies
  ) {
    #expect(fed(text, limit: limit) == ["\(expected)"], "\(name)")
  }

  @Test func `What nobody asked for is left over`() {
    let extra = Self.ok + Self.ok
    var replies = HTTPReplies(
      from: 0, of: 1, bodies: HTTPBodies(paths: 1), status: nil, verifies: true)
    let result = replies.fed([Array(extra.utf8)], limit: 1)
    #expect(result == FedReplies(replies: 1, surplus: Self.ok.utf8.count))
  }

  @Test func `Another status can be the right one`() {
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\n-"
    #expect(fed(missing + missing, limit: 2, status: 404) == ["\(FedReplies(replies: 2))"])
    #expect(fed(Self.ok, limit: 1, status: 404) == ["\(FedReplies(faults: ["status 200"]))"])
  }

  @Test func `Without a check only the framing counts`() {
    let text = Self.ok + Self.other + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    #expect(fed(text, limit: 3, verifies: false) == ["\(FedReplies(replies: 3))"])
  }

  @Test func `Each path has a body of its own`() {
    #expect(
      fed(Self.ok + Self.other + Self.ok + Self.other, limit: 4, paths: 2)
        == ["\(FedReplies(replies: 4))"])
    #expect(
      fed(Self.ok + Self.other + Self.other + Self.other, limit: 4, paths: 2)
        == ["\(FedReplies(replies: 3, faults: ["body differs"]))"])
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", true),
    ("HTTP/1.1 200 OK\r\nConnection: close, TE\r\nContent-Length: 1\r\n\r\nx", true),
    ("HTTP/1.1 200 OK\r\nConnection: TE ,Close\r\nContent-Length: 1\r\n\r\nx", true),
    ("HTTP/1.1 200 OK\r\nConnection: closed, ,\r\nContent-Length: 1\r\n\r\nx", false),
    (
      "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\n"
        + "Content-Length: 1\r\n\r\nx", true
    ),
    ("HTTP/1.0 200 OK\r\nConnection: TE, keep-alive\r\nContent-Length: 1\r\n\r\nx", false),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", false),
    ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", true),
    ("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx", false),
  ])
  func `A server may say that this was the last`(text: String, isLast: Bool) {
    var replies = HTTPReplies(
      from: 0, of: 1, bodies: HTTPBodies(paths: 1), status: nil, verifies: true)
    #expect(replies.fed([Array(text.utf8)], limit: 9).replies == 1)
    #expect(replies.isLast == isLast)
    #expect(replies.end() == nil)
  }

  @Test func `A body may last as long as the connection`() throws {
    for pieces in cuts(of: "HTTP/1.1 200 OK\r\n\r\nhello") {
      var replies = HTTPReplies(
        from: 0, of: 1, bodies: HTTPBodies(paths: 1), status: nil, verifies: true)
      #expect(replies.fed(pieces, limit: 1) == FedReplies())
      #expect(replies.end()?.replies == 1)
      #expect(replies.isLast)
    }
  }

  @Test func `The first of two that come at once holds`() {
    let bodies = HTTPBodies(paths: 1)
    var first = HTTPReplies(from: 0, of: 1, bodies: bodies, status: nil, verifies: true)
    var second = HTTPReplies(from: 0, of: 1, bodies: bodies, status: nil, verifies: true)
    // Both have begun when none is known.
    let half = Self.ok.utf8.count - 2
    #expect(first.fed([Array(Self.ok.utf8.prefix(half))], limit: 1) == FedReplies())
    #expect(second.fed([Array(Self.other.utf8.prefix(half))], limit: 1) == FedReplies())
    #expect(first.fed([Array(Self.ok.utf8.suffix(2))], limit: 1) == FedReplies(replies: 1))
    #expect(
      second.fed([Array(Self.other.utf8.suffix(2))], limit: 1)
        == FedReplies(faults: ["body differs"]))
  }
}
