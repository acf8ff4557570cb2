// Requests and their replies must be the same however the bytes come.

/// The clock of the server stands still, or a reply would depend on how long the pieces take.
func millisecondsSince1970() -> Int64 { 1_700_000_000_000 }

/// The first byte says how long the pieces are; the rest is what a client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRedis(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let first = input.first else { return 0 }
  let bytes = Array(input.dropFirst())
  let piece = 1 + Int(first & 15)
  let whole = requests(in: bytes, piece: max(1, bytes.count))
  precondition(whole == requests(in: bytes, piece: piece), "other requests")
  for word in whole.joined() { checkInteger(word) }
  precondition(
    replies(to: bytes, piece: max(1, bytes.count)) == replies(to: bytes, piece: piece),
    "other replies")
  return 0
}

/// The words of all requests, as far as they have come, and then why no more are understood.
private func requests(in bytes: [UInt8], piece: Int) -> [[[UInt8]]] {
  var parser = RedisParser()
  var (found, position, received) = ([[[UInt8]]](), 0, 0)
  while true {
    switch parser.next(in: bytes.span.extracting(0..<received), from: position) {
    case .request(let length):
      let request = bytes[position..<position + length]
      found.append(parser.words.map { words(request, $0) })
      position += length
    case .inline(let length):
      found.append(parser.words.map { words(parser.inlineBytes[...], $0) })
      position += length
    case .nothing(let length): position += length
    case .broken: return found + [[Array(parser.problem.utf8)]]
    case .incomplete:
      guard received < bytes.count else { return found }
      received = min(bytes.count, received + piece)
    }
    precondition(position <= received, "a request is longer than what has come")
  }
}

private func words(_ bytes: ArraySlice<UInt8>, _ word: RedisWord) -> [UInt8] {
  let start = bytes.startIndex + word.start
  return Array(bytes[start..<start + word.count])
}

/// What the standard library takes for an integer is one, if it would print it alike.
private func checkInteger(_ word: [UInt8]) {
  let value = Int64(String(decoding: word, as: UTF8.self))
  let isCanonical = value.map { Array("\($0)".utf8) == word } ?? false
  precondition(word.span.integer == (isCanonical ? value : nil), "another integer")
  guard let value else { return }
  let digits = RedisDigits(value)
  precondition(Array("\(value)".utf8).elementsEqual(copy(digits.span)), "other digits")
}

private func copy(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

/// All that a client is answered, and whether the connection is over.
private func replies(to bytes: [UInt8], piece: Int) -> [UInt8] {
  var session = RedisSession(number: 1)
  var keys = RedisKeyspace()
  var (replies, received) = ([UInt8](), 0)
  while received < bytes.count, !session.isOver {
    let part = Array(bytes[received..<min(bytes.count, received + piece)])
    received += part.count
    session.take(part.span)
    var isDone = false
    while !isDone {
      isDone = session.answer(part.span, &keys)
      replies += session.replies
      session.clearReplies()
    }
    session.keepRest(of: part.span)
  }
  return replies + (session.isOver ? [0] : [])
}
