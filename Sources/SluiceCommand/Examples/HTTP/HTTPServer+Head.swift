// The head of a request, taken in line by line.
//
// Of the fields only those are kept that this server acts upon. The lines are borrowed, and nothing
// but the target is copied: a request without conditions allocates nothing once that has room.

import HTTPTypes
import Sluice

extension HTTPServer {
  struct Head {
    var method = HTTPRequest.Method.get
    /// As it stood in the request line, without scheme and host.
    var target: [UInt8] = []
    /// Whether the client speaks HTTP/1.0.
    var isOld = false
    /// Whether the connection goes on behind the answer.
    var persists = true
    /// How long the body is, if it is said.
    var contentLength: Int?
    /// Whether the body comes in chunks.
    var isChunked = false
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
    /// The fields that make a request conditional.
    var conditions: HTTPFields = [:]
    /// Whether it is a GET of `/plaintext`, which is answered without another look.
    var isPlain = false
    /// Whether the request line is in.
    private(set) var hasBegun = false
    /// Whether the empty line is in.
    private(set) var isWhole = false

    var hasHost = false
    /// Whether the client has said that this is its last request.
    var isToClose = false
    private var fieldCount = 0
    private var byteCount = 0

    /// Whether something follows the head.
    var hasBody: Bool { isChunked || contentLength ?? 0 > 0 }

    /// Takes the next line; true if it was the last, the empty one.
    mutating func take(_ line: Span<UInt8>) throws -> Bool {
      byteCount += line.count + 2
      guard byteCount <= Limits.head else { throw Refusal.tooManyFields }
      guard hasBegun else {
        // Empty lines before a request are forgiven: old clients send one behind a body.
        if !line.isEmpty { try takeRequestLine(line) }
        hasBegun = !line.isEmpty
        return false
      }
      guard !line.isEmpty else {
        try finish()
        return true
      }
      fieldCount += 1
      guard fieldCount <= Limits.fields else { throw Refusal.tooManyFields }
      try takeField(line)
      return false
    }

    /// Makes it ready for the next request. The target's room is kept.
    mutating func clear() {
      target.removeAll(keepingCapacity: true)
      persists = true
      contentLength = nil
      isChunked = false
      expectsContinue = false
      if !conditions.isEmpty { conditions = [:] }
      isPlain = false
      hasBegun = false
      isWhole = false
      hasHost = false
      isToClose = false
      fieldCount = 0
      byteCount = 0
    }

    /// What only the whole head tells.
    private mutating func finish() throws {
      guard hasHost || isOld else { throw Refusal.malformed }
      // Both lengths of a body: an old trick to have two servers see different requests. And who
      // speaks HTTP/1.0 cannot know of chunks.
      guard !isChunked || (contentLength == nil && !isOld) else { throw Refusal.malformed }
      isWhole = true
    }
  }
}
