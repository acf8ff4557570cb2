// Lines must come out the same however the bytes arrive and whatever the buffer's size.

/// The first bytes choose the format, the buffer and the pieces; the rest is what arrives.
func fuzzFraming(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard input.count > 3 else { return 0 }
  let format = fuzzedFormat(input[0], input[1])
  let bytes = Array(input.dropFirst(3))
  let whole = FuzzedStream(bytes, format, capacity: bytes.count + 1, piece: bytes.count)
  let pieces = FuzzedStream(
    bytes, format, capacity: 1 + Int(input[2] & 7), piece: 1 + Int(input[2] >> 4))
  for _ in 0..<bytes.count + 2 {
    let line = whole.run(ReadLineAndEnding())
    precondition(line == pieces.run(ReadLineAndEnding()), "another line")
    switch line {
    case .success(.some): break
    case .success(nil): return 0
    case .failure(.text):
      precondition(whole.run(SkipBadText()) == pieces.run(SkipBadText()), "other bytes are bad")
    case .failure:
      let byte = whole.run(ReadByte())
      precondition(byte == pieces.run(ReadByte()), "another byte")
    }
  }
  return 0
}
