// The two halves of the operations that run once a line.
//
// What the buffers allow is done by a plain function: no frame, no look at the executor. Only what
// they do not allow is asynchronous. The pair is inlined into the caller's code, so that a loop over
// buffered lines is a loop.
//
// Inside a closure (`withLine { … }`) that alone would not do. The compiler has the executor looked at
// behind the closure, at 70 ns a line, unless it knows that no call on the way has left it; and of an
// asynchronous function of another module it does not. So the asynchronous halves that a closure can
// meet are called as values (`Later`), behind which it always looks, and a plain function is called
// next, for whose sake it must look there, on the rare way, and not behind the closure.

public import SluiceCore
public import SluiceLoop

extension SocketStream {
  // MARK: Reading

  @usableFromInline
  func readLineAtOnce() throws(StreamError) -> String?? {
    var step = ReadLine()
    return try atOnce(&step)
  }

  /// Gets input under way, if all that is needed is a wait for it; the caller must go through with
  /// that (a suspension that `keepReader` keeps, then `endWait`), and then looks again.
  @usableFromInline
  func beginWait() -> Bool { core.isOnLoop && core.beginPlainWait() }

  @usableFromInline
  func keepReader(_ task: Suspension<Void>) { core.reader = Waiter(looking: task) }

  @usableFromInline
  func endWait() { core.endPlainWait() }

  @usableFromInline
  func readLineWaiting() async throws(StreamError) -> String? {
    try await performWaiting(ReadLine())
  }

  // MARK: Writing: all of it, or nothing and false

  @usableFromInline
  func writeLineAtOnce(_ line: String) throws(StreamError) -> Bool {
    try writeTextAtOnce(line.utf8.span, isLine: true)
  }

  @usableFromInline
  func writeLineAtOnce(_ line: Span<UInt8>) throws(StreamError) -> Bool {
    var step = TryWriteLine(bytes: LentBytes(lending: line))
    return try writeAtOnce(&step)
  }

  @usableFromInline
  func writeAtOnce(_ text: String) throws(StreamError) -> Bool {
    try writeTextAtOnce(text.utf8.span, isLine: false)
  }

  @usableFromInline
  func writeAtOnce(_ bytes: Span<UInt8>) throws(StreamError) -> Bool {
    // Large ones are sent from where they are.
    guard bytes.count < core.directSize else {
      return core.isOnLoop && core.writeLargeAtOnce(LentBytes(lending: bytes))
    }
    var step = TryWrite(bytes: LentBytes(lending: bytes))
    return try writeAtOnce(&step)
  }

  /// Writes a text, which is well-formed UTF-8, in the stream's encoding.
  @inline(__always)
  func writeTextAtOnce(_ text: Span<UInt8>, isLine: Bool) throws(StreamError) -> Bool {
    var step = TryWriteText(text: LentBytes(lending: text), isLine: isLine)
    // A short string has its bytes in the value, which must not be gone before the step is over.
    defer { extendLifetime(text) }
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

  /// Called behind the asynchronous halves; see above.
  @usableFromInline @inline(never)
  func hasReturned() {}
}

/// The asynchronous halves that a closure can meet.
@usableFromInline
enum Later {
  @usableFromInline typealias Writing<Content> =
    @Sendable (SocketStream, Content) async throws(StreamError) -> Void

  @usableFromInline
  static let line: @Sendable (SocketStream) async throws(StreamError) -> Arrival = {
    stream async throws(StreamError) in try await stream.lineArrives()
  }

  @usableFromInline static let bytes:
    @Sendable (SocketStream, Int) async throws(StreamError) -> Arrival = {
      stream, limit async throws(StreamError) in try await stream.bytesArrive(upTo: limit)
    }

  @usableFromInline static let writeText: Writing<String> = {
    stream, text async throws(StreamError) in
    try await stream.performWaiting(WriteText(text))
  }

  @usableFromInline static let writeTextLine: Writing<String> = {
    stream, line async throws(StreamError) in
    try await stream.performWaiting(WriteLine(line))
  }

  /// The bytes are borrowed until the call returns.
  @usableFromInline static let write: Writing<LentBytes> = {
    stream, bytes async throws(StreamError) in
    try await stream.performWaiting(WriteBytes(bytes: bytes))
  }

  /// The bytes are borrowed until the call returns.
  @usableFromInline static let writeLine: Writing<LentBytes> = {
    stream, bytes async throws(StreamError) in
    try await stream.performWaiting(WriteLineBytes(bytes: bytes))
  }
}
