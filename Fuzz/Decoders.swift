// What a codec decodes in bulk must be what it decodes one character at a time, and back.

/// The first byte chooses the encoding; the rest is text, or not.
func fuzzDecoders(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let first = input.first else { return 0 }
  let codec = fuzzedFormat(first, 0).encoding.codec
  let bytes = Array(input.dropFirst())
  var (text, offset, bad) = ("", 0, Int?.none)
  while offset < bytes.count {
    switch codec.decodeScalar(bytes.span.extracting(offset...), isEnd: true) {
    case .scalar(let scalar, let count): (text, offset) = (text + String(scalar), offset + count)
    case .malformed(_, let count):
      (bad, text, offset) = (bad ?? offset, text + "\u{FFFD}", offset + count)
    case .incomplete: preconditionFailure("incomplete at the end")
    }
  }
  let replaced = try? codec.decode(bytes.span, invalid: .replace)
  precondition(replaced.map { Array($0.utf8) } == Array(text.utf8), "another text")
  let strict = Result { try codec.decode(bytes.span, invalid: .fail) }
  if case .failure(let error) = strict {
    precondition((error as? MalformedBytes)?.offset == bad, "another place")
  } else {
    precondition(bad == nil && fuzzedBytes(text, codec) == bytes, "not encoded as it was")
  }
  return 0
}
