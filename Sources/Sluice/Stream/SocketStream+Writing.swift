// Writing. Each method is one step; the drain loop is in StreamCore+Output.swift.

public import SluiceCore

extension SocketStream {
  /// Writes all of `bytes`. They are in the stream's buffer, or with the kernel, when it returns;
  /// they leave at the end of the loop's turn.
  ///
  /// No system call while they fit into the buffer. What is large (16 KiB, or the buffer's size if
  /// that is less or `autoFlush` is off) is sent at once, from where it is, if nothing is buffered.
  ///
  /// - Throws: the error of the first failed send, the same each time. `.cancelled` while waiting
  ///   for room; where a part had been written by then, the output is poisoned and the error says
  ///   how many bytes went.
  @inlinable @inline(__always)
  public func write(_ bytes: Span<UInt8>) async throws(StreamError) {
    // What the bytes are in must outlive the loan, also where this is inlined and they are not looked
    // at again.
    defer { extendLifetime(bytes) }
    guard try !writeAtOnce(bytes) else { return }
    try await Later.write(self, LentBytes(lending: bytes))
    hasReturned()
  }

  /// Writes all of `bytes`, as the form for spans does.
  @inlinable @inline(__always)
  public func write(_ bytes: [UInt8]) async throws(StreamError) {
    try await write(bytes.span)
  }

  /// Writes `text` in the stream's encoding. Line endings in it are written as they are.
  ///
  /// - Throws: `.text(.unencodable)` where the encoding lacks a character and does not replace it;
  ///   nothing of the text is written then.
  @inlinable @inline(__always)
  public func write(_ text: String) async throws(StreamError) {
    guard try !writeAtOnce(text) else { return }
    try await Later.writeText(self, text)
    hasReturned()
  }

  /// Writes `line` in the stream's encoding, and the stream's line ending behind it. Throws as
  /// `write` for strings does.
  @inlinable @inline(__always)
  public func writeLine(_ line: String) async throws(StreamError) {
    guard try !writeLineAtOnce(line) else { return }
    try await Later.writeTextLine(self, line)
    hasReturned()
  }

  /// Writes the bytes of a line as they are, and the stream's line ending behind them.
  @inlinable @inline(__always)
  public func writeLine(_ line: Span<UInt8>) async throws(StreamError) {
    // As in `write`.
    defer { extendLifetime(line) }
    guard try !writeLineAtOnce(line) else { return }
    try await Later.writeLine(self, LentBytes(lending: line))
    hasReturned()
  }

  /// Writes all of `bytes` if they fit into the buffer now and no other writer is before us;
  /// otherwise nothing, and returns false. Never waits for room.
  public func tryWrite(_ bytes: Span<UInt8>) async throws(StreamError) -> Bool {
    defer { extendLifetime(bytes) }
    let lent = LentBytes(lending: bytes)
    return try await onLoop { core throws(StreamError) in try core.writeNow(TryWrite(bytes: lent)) }
  }

  /// Writes all of `text` in the stream's encoding if it fits into the buffer now and no other
  /// writer is before us; otherwise nothing, and returns false. Never waits for room. Throws as
  /// `write` for strings does.
  public func tryWrite(_ text: String) async throws(StreamError) -> Bool {
    try await onLoop { core throws(StreamError) in
      try text.withUTF8Bytes { bytes throws(StreamError) in
        // A short string has its bytes in the value, which must not be gone before the step is over.
        defer { extendLifetime(bytes) }
        return try core.writeNow(TryWriteText(text: LentBytes(lending: bytes)))
      }
    }
  }

  /// Sends what is buffered and waits until the kernel has taken it all.
  public func flush() async throws(StreamError) {
    try await perform(Flush())
  }

  /// Flushes, then ends our side of the connection: the peer reads the end of the stream. Later
  /// writes throw `.closed`; reading goes on. shutdown(2) with `SHUT_WR`.
  public func finishWriting() async throws(StreamError) {
    try await onLoop { core throws(StreamError) in try await core.finishWriting() }
  }
}

extension StreamCore {
  /// Carries a step out that writes all or nothing, if no other writer is before us.
  fileprivate func writeNow<S: StreamStep>(
    _ step: S
  ) throws(StreamError) -> Bool where S.Product == Bool {
    try checkOutput()
    guard !isBeingWritten else { return false }
    var step = step
    switch advanceOutput(&step) {
    case .produced(true):
      wrote()
      return true
    case .failed(let error): throw StreamError(error)
    case .produced, .needsInput, .needsRoom: return false
    }
  }
}
