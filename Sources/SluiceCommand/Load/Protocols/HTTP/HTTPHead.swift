// The head of a response, RFC 9112: what of it decides where the response ends.

/// A status line and the fields that frame the body. Nothing else of the head is looked at.
struct HTTPHead: Equatable {
  enum Framing: Equatable {
    case length(Int)
    case chunked
    /// As long as the connection lasts.
    case untilEnd
  }

  var status: Int
  var framing: Framing
  /// Whether the server ends the connection behind this response.
  var isLast: Bool

  /// Whether another, final response follows this one.
  var isInterim: Bool { status < 200 }

  /// A response may not claim more.
  static let largestBody = 1 << 30

  /// Parses a head with all its line ends.
  init(_ bytes: Span<UInt8>) throws(LoadFailure) {
    var lines = HTTPLines(bytes)
    let first = try lines.next()
    guard first.count >= 12, first.extracting(..<7).isEqual(to: "HTTP/1."),
      first[8] == .space,
      let status = first.extracting(9..<12).decimal, 100...999 ~= status,
      first.count == 12 || first[12] == .space
    else { throw .malformed("no status line of HTTP/1: \(first.printable)") }
    self.status = status
    isLast = first[7] == UInt8(ascii: "0")
    framing = .untilEnd
    try readFields(&lines)
    if status < 200 || status == 204 || status == 304 { framing = .length(0) }
    if framing == .untilEnd { isLast = true }
  }

  private mutating func readFields(_ lines: inout HTTPLines) throws(LoadFailure) {
    var length: Int?
    var isChunked = false
    var isToClose = false
    while case let line = try lines.next(), !line.isEmpty {
      guard let colon = indexOfByte(UInt8(ascii: ":"), in: line), colon > 0 else {
        throw .malformed("a field without a colon: \(line.printable)")
      }
      let name = line.extracting(..<colon)
      let value = line.extracting((colon + 1)...).trimmed
      if name.isEqual(ignoringCase: "content-length") {
        guard let count = value.decimal, count <= Self.largestBody, length ?? count == count else {
          throw .malformed("a Content-Length that is none: \(value.printable)")
        }
        length = count
      } else if name.isEqual(ignoringCase: "transfer-encoding") {
        guard value.isEqual(ignoringCase: "chunked") else {
          throw .malformed("an unknown Transfer-Encoding: \(value.printable)")
        }
        isChunked = true
      } else if name.isEqual(ignoringCase: "connection") {
        // `close` wins, in whichever order and field they come.
        if value.lists(ignoringCase: "close") { isToClose = true }
        if value.lists(ignoringCase: "keep-alive") { isLast = false }
      }
    }
    if isToClose { isLast = true }
    guard !isChunked || length == nil else {
      throw .malformed("both Content-Length and Transfer-Encoding")
    }
    framing = isChunked ? .chunked : length.map { .length($0) } ?? .untilEnd
  }
}

/// The lines of a head, without their ends.
private struct HTTPLines: ~Escapable {
  private let bytes: Span<UInt8>
  private var start = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  @_lifetime(copy self)
  mutating func next() throws(LoadFailure) -> Span<UInt8> {
    guard let end = indexOfByte(.lineFeed, in: bytes, from: start), end > start,
      bytes[end - 1] == .carriageReturn
    else { throw .malformed("a line of a head without CRLF") }
    defer { start = end + 1 }
    return bytes.extracting(start..<end - 1)
  }
}

extension Span<UInt8> {
  /// The beginning of it for an error message, on one line.
  var printable: String {
    var text = ""
    for index in 0..<Swift.min(count, 80) {
      text.append(0x20..<0x7F ~= self[index] ? Character(Unicode.Scalar(self[index])) : "?")
    }
    return "\"\(text)\"\(count > 80 ? "…" : "")"
  }
}
