// The two halves of the operations that run once a line.
//
// What the buffers allow is done by a plain function: no frame, no look at the executor. Only what
// they do not allow is asynchronous. The pair is inlined into the caller's code, so that a loop over
// buffered lines is a loop.

import SluiceCore

extension SocketStream {
  // MARK: Reading

  @usableFromInline
  func readLineAtOnce() throws(StreamError) -> String?? {
    var step = ReadLine()
    return try atOnce(&step)
  }

  @usableFromInline
  func readLineWaiting() async throws(StreamError) -> String? {
    try await performWaiting(ReadLine())
  }

  // MARK: Writing: all of it, or nothing and false

  @usableFromInline
  func writeLineAtOnce(_ line: String) throws(StreamError) -> Bool {
    var step = TryWriteText(line, isLine: true)
    return try writeAtOnce(&step)
  }

  @usableFromInline
  func writeLineAtOnce(_ line: Span<UInt8>) throws(StreamError) -> Bool {
    var step = TryWriteLine(bytes: LentBytes(lending: line))
    return try writeAtOnce(&step)
  }

  @usableFromInline
  func writeAtOnce(_ text: String) throws(StreamError) -> Bool {
    var step = TryWriteText(text)
    return try writeAtOnce(&step)
  }

  @usableFromInline
  func writeAtOnce(_ bytes: Span<UInt8>) throws(StreamError) -> Bool {
    // A buffer's worth is sent from where it is.
    guard bytes.count < configuration.outputBufferSize else { return false }
    var step = TryWrite(bytes: LentBytes(lending: bytes))
    return try writeAtOnce(&step)
  }

  @inline(__always)
  func writeAtOnce<S: StreamStep>(
    _ step: inout S
  ) throws(StreamError) -> Bool where S.Product == Bool {
    guard try atOnce(&step) == true else { return false }
    core.wrote()
    return true
  }

  // MARK: Writing what does not fit

  @usableFromInline
  func writeLineWaiting(_ line: String) async throws(StreamError) {
    try await performWaiting(WriteLine(line))
  }

  @usableFromInline
  func writeLineWaiting(_ line: Span<UInt8>) async throws(StreamError) {
    try await performWaiting(WriteLineBytes(bytes: LentBytes(lending: line)))
  }

  @usableFromInline
  func writeWaiting(_ text: String) async throws(StreamError) {
    try await performWaiting(WriteText(text))
  }

  @usableFromInline
  func writeWaiting(_ bytes: Span<UInt8>) async throws(StreamError) {
    try await performWaiting(WriteBytes(bytes: LentBytes(lending: bytes)))
  }
}
