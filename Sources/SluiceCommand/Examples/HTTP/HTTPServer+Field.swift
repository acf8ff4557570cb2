// A line of the header: `Name: value`.
//
// Every line is checked, also those that mean nothing to us: what one reader takes for a field, and
// another does not, is how requests are smuggled. A line that goes on with the last one's field
// begins with a blank, which no name does.

import HTTPTypes

extension HTTPServer.Head {
  mutating func takeField(_ line: Span<UInt8>) throws {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
      throw HTTPServer.Refusal.malformed
    }
    let name = line.extracting(first: colon)
    let value = line.extracting(droppingFirst: colon + 1).trimmed
    guard name.isAll(in: .token), value.isAll(in: .value) else {
      throw HTTPServer.Refusal.malformed
    }
    // Most fields are told from ours by their length alone.
    switch name.count {
    case 4 where name.isEqual(ignoringCase: "host"): try takeHost(value)
    case 6 where name.isEqual(ignoringCase: "expect"): try takeExpectation(value)
    case 10 where name.isEqual(ignoringCase: "connection"): takeConnection(value)
    case 14 where name.isEqual(ignoringCase: "content-length"): try takeLength(value)
    case 17 where name.isEqual(ignoringCase: "transfer-encoding"): try takeCoding(value)
    case 8, 13, 17, 19: takeCondition(name, value)
    default: break
    }
  }

  private mutating func takeHost(_ value: Span<UInt8>) throws {
    guard !hasHost, !value.isEmpty, value.isAll(in: .host) else {
      throw HTTPServer.Refusal.malformed
    }
    hasHost = true
  }

  /// Only digits, and only once: `+5`, `5,5` and two fields are read in different ways by others.
  private mutating func takeLength(_ value: Span<UInt8>) throws {
    guard contentLength == nil, let length = value.decimal else {
      throw HTTPServer.Refusal.malformed
    }
    contentLength = length
  }

  /// Chunks, and nothing about them.
  private mutating func takeCoding(_ value: Span<UInt8>) throws {
    guard !isChunked else { throw HTTPServer.Refusal.malformed }
    guard value.isEqual(ignoringCase: "chunked") else { throw HTTPServer.Refusal.notImplemented }
    isChunked = true
  }

  private mutating func takeExpectation(_ value: Span<UInt8>) throws {
    // HTTP/1.0 has no expectations.
    guard !isOld else { return }
    guard value.isEqual(ignoringCase: "100-continue") else {
      throw HTTPServer.Refusal.unknownExpectation
    }
    expectsContinue = true
  }

  /// A list of words. `close` wins over `keep-alive`, in whichever order and field they come.
  private mutating func takeConnection(_ value: Span<UInt8>) {
    if value.lists(ignoringCase: "close") { isToClose = true }
    if isOld, value.lists(ignoringCase: "keep-alive") { persists = true }
    if isToClose { persists = false }
  }

  private mutating func takeCondition(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    let names: [HTTPField.Name] = [.ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince]
    for known in names where name.isEqual(ignoringCase: known.canonicalName) {
      conditions.append(HTTPField(name: known, value: value.text))
    }
  }
}
