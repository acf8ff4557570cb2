// Heads of requests must be the same however the bytes come, and whatever request came before.

import HTTPTypes
import SluiceCore

/// The first byte says how large the buffer is and how long the pieces are; the rest is what a client
/// sends, without bodies.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let first = input.first else { return 0 }
  let bytes = Array(input.dropFirst())
  let whole = heads(in: bytes, capacity: bytes.count + 1, piece: bytes.count)
  let pieces = heads(in: bytes, capacity: 1 + Int(first & 7), piece: 1 + Int(first >> 4))
  precondition(whole == pieces, "other heads")
  for case .head(let head) in whole { check(head) }
  return 0
}

/// What the bytes of a client come to.
private enum Outcome: Equatable {
  case head(Head)
  case refusal(HTTPServer.Refusal)
  case broken(StepError)
}

/// What a head says.
private struct Head: Equatable {
  let method: HTTPRequest.Method
  let target: [UInt8]
  let length: Int?
  let conditions: HTTPFields
  let flags: [Bool]

  init(_ head: HTTPServer.Head) {
    (method, target, length) = (head.method, head.target, head.contentLength)
    conditions = head.conditions
    flags = [
      head.isOld, head.persists, head.isChunked, head.expectsContinue, head.isPlain, head.hasHost,
      head.isToClose, head.hasBody, head.hasBegun, head.isWhole,
    ]
  }
}

/// Each head, up to what ends the connection or has a body.
private func heads(in bytes: [UInt8], capacity: Int, piece: Int) -> [Outcome] {
  let stream = FuzzedStream(
    bytes, ExternalFormat(encoding: .latin1, lineEnding: .crlfStrict), capacity: capacity,
    piece: piece, maximumLineLength: HTTPServer.Limits.line)
  var (head, fresh, found) = (HTTPServer.Head(), HTTPServer.Head(), [Outcome]())
  while true {
    switch stream.run(ReadLineBytes()) {
    case .failure(let error): return found + [.broken(error)]
    case .success(nil): return found
    case .success(let line?):
      do {
        let isWhole = try head.take(line.span)
        let isFreshWhole = try fresh.take(line.span)
        precondition(isFreshWhole == isWhole, "a request is left from before")
        // Before that nothing is said by either.
        let isSame = !head.hasBegun || Head(head) == Head(fresh)
        precondition(isSame, "something of a request is left from before")
        guard isWhole else { continue }
        found.append(.head(Head(head)))
        guard !head.hasBody else { return found }
        head.clear()
        fresh = HTTPServer.Head()
      } catch {
        guard let refusal = error as? HTTPServer.Refusal else { preconditionFailure("\(error)") }
        return found + [.refusal(refusal)]
      }
    }
  }
}

private func check(_ head: Head) {
  precondition(head.flags[5] || head.flags[0], "no host")
  precondition(!(head.flags[2] && head.length != nil), "two lengths")
  for field in head.conditions { checkDate(field.value) }
  guard let path = try? HTTPServer.Path(head.target) else { return }
  let segments = path.bytes.split(separator: .slash, omittingEmptySubsequences: false)
  for (index, segment) in segments.enumerated() {
    let isLast = index == segments.count - 1
    precondition(!segment.isEmpty || isLast, "an empty segment")
    precondition(!segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8), "a way out")
  }
  precondition(!path.bytes.contains(0), "a zero")
  guard !path.isDirectory else { return }
  let directory = try? HTTPServer.Path(Array(path.asDirectory.utf8))
  precondition(directory?.bytes == path.bytes + [.slash], "another directory")
}

private func checkDate(_ text: String) {
  guard let date = HTTPDate(parsing: text) else { return }
  // Years of fewer than three digits are those of a century.
  guard date.second >= -27_000_000_000, date.second < 253_402_300_800 else { return }
  precondition(HTTPDate(parsing: date.text) == date, "another date")
}
