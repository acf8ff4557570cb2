// The first line of a request: `GET /path?query HTTP/1.1`.
//
// Exactly one space stands on either side of the target, and none in it.

import HTTPTypes

extension HTTPServer.Head {
  /// The methods that we know by name. Of these GET and HEAD are allowed.
  private static let known: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .delete, .connect, .options, .trace, .patch,
  ]

  mutating func takeRequestLine(_ line: Span<UInt8>) throws {
    guard let methodEnd = line.firstIndex(of: .space), let targetEnd = line.lastIndex(of: .space),
      methodEnd > 0
    else { throw HTTPServer.Refusal.malformed }
    try takeVersion(line.extracting(droppingFirst: targetEnd + 1))
    try takeMethod(line.extracting(first: methodEnd))
    guard methodEnd + 1 < targetEnd else { throw HTTPServer.Refusal.malformed }
    try takeTarget(line.extracting(methodEnd + 1..<targetEnd))
    isPlain = method == .get && target.span.isEqual(to: "/plaintext")
  }

  private mutating func takeVersion(_ version: Span<UInt8>) throws {
    guard version.count >= 6, version.extracting(first: 5).isEqual(to: "HTTP/") else {
      throw HTTPServer.Refusal.malformed
    }
    let major = version[5]
    // Where the number goes on does not matter: it is none of ours.
    if (0x32...0x39).contains(major) { throw HTTPServer.Refusal.unknownVersion }
    guard version.count == 8, major == 0x31, version[6] == UInt8(ascii: "."),
      (0x30...0x39).contains(version[7])
    else { throw HTTPServer.Refusal.malformed }
    isOld = version[7] == 0x30
    // What the Connection field may change.
    persists = !isOld
  }

  private mutating func takeMethod(_ name: Span<UInt8>) throws {
    if name.isEqual(to: "GET") {
      method = .get
      return
    }
    guard name.isAll(in: .token) else { throw HTTPServer.Refusal.malformed }
    guard let method = Self.known.first(where: { name.isEqual(to: $0.rawValue) }) else {
      throw HTTPServer.Refusal.notImplemented
    }
    self.method = method
  }

  /// Keeps the target, in whichever form it comes, from its path on.
  private mutating func takeTarget(_ text: Span<UInt8>) throws {
    guard text.isAll(in: .target) else { throw HTTPServer.Refusal.malformed }
    if text[0] == .slash {
      target.append(copying: text)
    } else if let start = text.lengthOfScheme {
      try takeAbsolute(text.extracting(droppingFirst: start))
    } else if method == .options, text.isEqual(to: "*") {
      target.append(copying: text)
    } else if method == .connect {
      target.append(.slash)
    } else {
      throw HTTPServer.Refusal.malformed
    }
  }

  /// `host/path?query`, what is left of `http://host/path?query`.
  private mutating func takeAbsolute(_ text: Span<UInt8>) throws {
    var end = 0
    while end < text.count, text[end] != .slash, text[end] != UInt8(ascii: "?") { end += 1 }
    let authority = text.extracting(first: end)
    guard !authority.isEmpty, authority.isAll(in: .host) else {
      throw HTTPServer.Refusal.malformed
    }
    if end == text.count || text[end] != .slash { target.append(.slash) }
    target.append(copying: text.extracting(droppingFirst: end))
  }
}

extension Span<UInt8> {
  /// How many bytes `http://` or `https://` takes up in front; nil where neither is there.
  fileprivate var lengthOfScheme: Int? {
    for scheme in ["http://", "https://"] where count >= scheme.utf8.count {
      if extracting(first: scheme.utf8.count).isEqual(ignoringCase: scheme) {
        return scheme.utf8.count
      }
    }
    return nil
  }
}
