// Lines. Where a line ends is `ExternalFormat.lineEnding`.

public import SluiceCore
public import SluiceLoop

extension SocketStream {
  /// The next line without its ending; nil at the end of the stream. What stands there without an
  /// ending is the last line.
  ///
  /// A line that is buffered costs neither a suspension nor a system call.
  ///
  /// - Throws: `.text(.malformed)` with the offset of the first bad bytes in the stream, and
  ///   `.lineTooLong`. Nothing is consumed by any, and the stream goes on once the bytes were taken:
  ///   those that are no text of the stream's encoding by `skipBadText` or, with their line, by
  ///   `withLine`; a line that is too long by `read()`, or by `read(until:limit:)` with a larger
  ///   limit, since `withLine` is bound by the same one; and what breaks a strict ending by
  ///   `skipBadText`, `read()` or `read(until:)`.
  @inlinable @inline(__always)
  public func readLine() async throws(StreamError) -> String? {
    if let line = try readLineAtOnce() { return line }
    while beginWait() {
      await Suspension.plainly { keepReader($0) }
      endWait()
      if let line = try readLineAtOnce() { return line }
    }
    return try await readLineWaiting()
  }

  // Transparent: inlined before the compiler decides where the executor must be looked at, so that
  // a closure which it sees costs neither a frame nor such a look, line by line.
  /// Lends the bytes of the next line, without its ending, to `body`, and consumes the line when
  /// `body` returns or throws; returns nil at the end of the stream, without a call of `body`.
  ///
  /// No copy and no allocation, and the bytes need not be text. The stream counts as being read
  /// until `body` is over: a nested read is `.busy`. Called from elsewhere than the stream's loop,
  /// `body` gets a copy, which is consumed before, and the stream is free meanwhile.
  @_transparent
  public func withLine<R>(_ body: (Span<UInt8>) async throws -> R) async throws -> R? {
    while true {
      if let line = try borrowLineAtOnce() {
        defer { giveBack(line.consume) }
        return try await line.bytes.withSpan(body)
      }
      if beginWait() {
        await Suspension.plainly { keepReader($0) }
        endWait()
        continue
      }
      switch try await Later.line(self) {
      case .buffered: continue
      case .copied(let bytes): return try await body(bytes.span)
      case .ended: return nil
      }
    }
  }

  /// The lines until the end of the stream: `for try await line in stream.lines { … }`.
  public var lines: Lines { Lines(stream: self) }

  /// The lines of a stream, read as they are asked for.
  public struct Lines: AsyncSequence, Sendable {
    let stream: SocketStream

    /// The stream itself remembers where it is: iterators of one stream continue each other.
    public func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }

    /// Reads one line a call.
    public struct Iterator: AsyncIteratorProtocol {
      let stream: SocketStream

      /// `SocketStream.readLine()`.
      public mutating func next() async throws(StreamError) -> String? {
        try await stream.readLine()
      }

      /// `SocketStream.readLine()`; it runs on the stream's loop whatever `actor` is.
      public mutating func next(
        isolation actor: isolated (any Actor)?
      ) async throws(StreamError) -> String? {
        try await stream.readLine()
      }
    }
  }
}
