// Reading bytes. Each method is one step; the refill loop is in StreamCore+Input.swift.

public import SluiceCore
public import SluiceLoop

extension SocketStream {
  /// What is there, at most `limit` bytes: what is buffered, else what one receive brings. Empty
  /// at the end of the stream.
  ///
  /// At most one receive. recv(2).
  public func read(upTo limit: Int = .max) async throws(StreamError) -> [UInt8] {
    try await perform(ReadAvailable(limit: limit))
  }

  /// Fills the beginning of `room` with what is there, and returns the count: at least 1, and 0 at
  /// the end of the stream (or for empty room).
  ///
  /// At most one receive; one for at least a buffer's size on an empty buffer goes straight into
  /// `room`.
  public func read(into room: inout MutableSpan<UInt8>) async throws(StreamError) -> Int {
    try await perform(ReadInto(room: LentBytes(lending: &room)))
  }

  /// Exactly `count` bytes.
  ///
  /// - Throws: `.endOfStream(received:)` where the stream ends earlier; what did arrive can still be
  ///   read.
  public func readExactly(_ count: Int) async throws(StreamError) -> [UInt8] {
    try await perform(ReadExactly(count: count))
  }

  /// Fills `room` to its end. Large ones skip the stream's buffer.
  ///
  /// - Throws: `.endOfStream(received:)` where the stream ends earlier; so many bytes of `room` were
  ///   filled. A call that is cancelled or times out puts what it took back into the stream.
  public func readExactly(into room: inout MutableSpan<UInt8>) async throws(StreamError) {
    _ = try await perform(ReadExactlyInto(room: LentBytes(lending: &room)))
  }

  /// The bytes before the next `delimiter`, which is consumed and not returned; nil at the end of
  /// the stream. What stands there without a delimiter is returned as the last.
  ///
  /// - Throws: `.lineTooLong` where `limit` bytes (nil: `maximumLineLength`) hold no delimiter;
  ///   nothing is consumed.
  public func read(
    until delimiter: UInt8, limit: Int? = nil
  ) async throws(StreamError) -> [UInt8]? {
    try await perform(
      ReadUntil(delimiter: delimiter, limit: limit ?? configuration.effectiveLineLimit))
  }

  // Transparent for the reason given at `withLine`.
  /// Lends what is there, at most `limit` bytes, to `body`, and consumes it when `body` returns or
  /// throws; returns nil at the end of the stream, without a call of `body`.
  ///
  /// No copy and no allocation. The stream counts as being read until `body` is over. Called from
  /// elsewhere than the stream's loop, `body` gets a copy, which is consumed before.
  @_transparent
  public func withBytes<R>(
    upTo limit: Int = .max, _ body: (Span<UInt8>) async throws -> R
  ) async throws -> R? {
    while true {
      if let bytes = try borrowBytesAtOnce(upTo: limit) {
        defer { giveBack(bytes.count) }
        return try await bytes.withSpan(body)
      }
      if beginWait() {
        await Suspension.plainly { keepReader($0) }
        endWait()
        continue
      }
      switch try await Later.bytes(self, limit) {
      case .buffered: continue
      case .copied(let bytes): return try await body(bytes.span)
      case .ended: return nil
      }
    }
  }
}
