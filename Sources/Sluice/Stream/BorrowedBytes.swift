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
    core.isBeingRead = true
    return .lent(line.bytes, consume: line.consume)
  }

  /// The next line, to be held; nil at the end of the stream.
  func lineWaiting() async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else { return try await perform(ReadLineBytes()).map(BorrowedBytes.copied) }
    return try await performWaiting(FrameLine()).map { .lent($0.bytes, consume: $0.consume) }
  }

  /// What is there, held until `giveBack`, if something is buffered; nil otherwise, and at the end.
  @usableFromInline
  func borrowBytesAtOnce(upTo limit: Int) throws(StreamError) -> BorrowedBytes? {
    var step = FrameAvailable(limit: limit)
    guard let bytes = try atOnce(&step) ?? nil else { return nil }
    core.isBeingRead = true
    return .lent(bytes, consume: bytes.count)
  }

  /// What is there, to be held; nil at the end of the stream.
  func bytesWaiting(upTo limit: Int) async throws(StreamError) -> BorrowedBytes? {
    guard core.isOnLoop else {
      let bytes = try await perform(ReadAvailable(limit: limit))
      return bytes.isEmpty ? nil : .copied(bytes)
    }
    return try await performWaiting(FrameAvailable(limit: limit)).map { .lent($0, consume: $0.count) }
  }

  /// The closure is about to begin: until `giveBack` the stream counts as being read.
  @usableFromInline @inline(never)
  func hold(_ bytes: BorrowedBytes?) -> BorrowedBytes? {
    if case .lent? = bytes { core.isBeingRead = true }
    return bytes
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
