// What `withLine` and `withBytes` lend to their closures.

public import SluiceCore

/// What came of waiting for something to lend.
@usableFromInline
enum Arrival: Sendable {
  /// It is buffered: the next look finds it.
  case buffered
  /// A copy, consumed already: the caller is not on the stream's loop.
  case copied([UInt8])
  /// Nothing, and nothing will come.
  case ended
}

extension SocketStream {
  /// The next line, held until `giveBack`, if it is buffered; nil otherwise, and at the end.
  @usableFromInline
  func borrowLineAtOnce() throws(StreamError) -> LineFrame? {
    var step = FrameLine()
    guard let line = try atOnce(&step) ?? nil else { return nil }
    core.isBeingRead = true
    return line
  }

  /// Waits for the next line.
  func lineArrives() async throws(StreamError) -> Arrival {
    guard core.isOnLoop else {
      return try await perform(ReadLineBytes()).map(Arrival.copied) ?? .ended
    }
    return try await performWaiting(FrameLine()) == nil ? .ended : .buffered
  }

  /// What is there, held until `giveBack`, if something is buffered; nil otherwise, and at the end.
  @usableFromInline
  func borrowBytesAtOnce(upTo limit: Int) throws(StreamError) -> LentBytes? {
    var step = FrameAvailable(limit: limit)
    guard let bytes = try atOnce(&step) ?? nil else { return nil }
    core.isBeingRead = true
    return bytes
  }

  /// Waits for bytes.
  func bytesArrive(upTo limit: Int) async throws(StreamError) -> Arrival {
    guard core.isOnLoop else {
      let bytes = try await perform(ReadAvailable(limit: limit))
      return bytes.isEmpty ? .ended : .copied(bytes)
    }
    return try await performWaiting(FrameAvailable(limit: limit)) == nil ? .ended : .buffered
  }

  /// The closure is over: the first `count` bytes, which it was lent, are consumed.
  @usableFromInline
  func giveBack(_ count: Int) {
    core.state.input.consume(count)
    core.readerLeft()
  }
}
