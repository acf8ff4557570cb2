// What `withLine` and `withBytes` hold while their closure runs.

public import SluiceCore

/// Bytes of a stream that a closure is looking at: lent by the input buffer, or, away from the
/// stream's loop, a copy.
@usableFromInline
enum BorrowedBytes: Sendable {
  /// In the input buffer, until `consume` bytes are taken out of it.
  case lent(LentBytes, consume: Int)
  /// The caller's own.
  case copied([UInt8])
}

extension SocketStream {
  /// The next line, held until `giveBack`; nil at the end of the stream.
  @usableFromInline
  func borrowLine() async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else { return try await perform(ReadLineBytes()).map(BorrowedBytes.copied) }
    guard let line = try await perform(FrameLine()) else { return nil }
    core.isBeingRead = true
    return .lent(line.bytes, consume: line.consume)
  }

  /// What is there, held until `giveBack`; nil at the end of the stream.
  @usableFromInline
  func borrowBytes(upTo limit: Int) async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else {
      let bytes = try await perform(ReadAvailable(limit: limit))
      return bytes.isEmpty ? nil : .copied(bytes)
    }
    guard let bytes = try await perform(FrameAvailable(limit: limit)) else { return nil }
    core.isBeingRead = true
    return .lent(bytes, consume: bytes.count)
  }

  /// The closure is over: what it was lent is consumed.
  @usableFromInline
  func giveBack(_ bytes: BorrowedBytes) {
    guard case .lent(_, let count) = bytes else { return }
    core.state.input.consume(count)
    core.readerLeft()
  }
}

extension BorrowedBytes {
  /// Shows the bytes to `body`.
  ///
  /// Inlined into the client, as its callers are: a closure that the compiler sees costs neither a
  /// frame of its own nor a look at the task's executor.
  @inlinable @inline(__always)
  func show<R>(to body: (Span<UInt8>) async throws -> R) async throws -> R {
    switch self {
    case .lent(let bytes, _): try await bytes.withSpan(body)
    case .copied(let bytes): try await body(bytes.span)
    }
  }
}
