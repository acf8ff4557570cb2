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
  /// The next line, held until `giveBack`, if it is buffered; nil otherwise, and at the end.
  @usableFromInline
  func borrowLineAtOnce() throws(StreamError) -> BorrowedBytes? {
    var step = FrameLine()
    guard let line = try atOnce(&step) ?? nil else { return nil }
    return hold(line.bytes, consuming: line.consume)
  }

  /// The next line, held until `giveBack`; nil at the end of the stream.
  @usableFromInline
  func borrowLineWaiting() async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else { return try await perform(ReadLineBytes()).map(BorrowedBytes.copied) }
    guard let line = try await performWaiting(FrameLine()) else { return nil }
    return hold(line.bytes, consuming: line.consume)
  }

  /// What is there, held until `giveBack`, if something is buffered; nil otherwise, and at the end.
  @usableFromInline
  func borrowBytesAtOnce(upTo limit: Int) throws(StreamError) -> BorrowedBytes? {
    var step = FrameAvailable(limit: limit)
    guard let bytes = try atOnce(&step) ?? nil else { return nil }
    return hold(bytes, consuming: bytes.count)
  }

  /// What is there, held until `giveBack`; nil at the end of the stream.
  @usableFromInline
  func borrowBytesWaiting(upTo limit: Int) async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else {
      let bytes = try await perform(ReadAvailable(limit: limit))
      return bytes.isEmpty ? nil : .copied(bytes)
    }
    guard let bytes = try await performWaiting(FrameAvailable(limit: limit)) else { return nil }
    return hold(bytes, consuming: bytes.count)
  }

  @inline(__always)
  private func hold(_ bytes: LentBytes, consuming count: Int) -> BorrowedBytes {
    core.isBeingRead = true
    return .lent(bytes, consume: count)
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
  @_transparent @usableFromInline
  func show<R>(to body: (Span<UInt8>) async throws -> R) async throws -> R {
    switch self {
    case .lent(let bytes, _): try await bytes.withSpan(body)
    case .copied(let bytes): try await body(bytes.span)
    }
  }
}
