// Bytes, one at a time. They mix freely with text: it goes on with the next byte.

import SluiceCore

extension SocketStream {
  /// The next byte; nil at the end of the stream.
  public func readByte() async throws(StreamError) -> UInt8? {
    try await perform(ReadByte())
  }

  /// The next byte, which stays to be read; nil at the end of the stream.
  public func peekByte() async throws(StreamError) -> UInt8? {
    try await perform(PeekByte())
  }

  /// As `readByte()`, but it does not wait for the peer: `.nothing` where that would be needed.
  ///
  /// At most one receive that brings something, and one that does not. recv(2) with `MSG_DONTWAIT`.
  public func readByteWithoutWaiting() async throws(StreamError) -> Attempt<UInt8?> {
    try await onLoop { core throws(StreamError) in try await core.readWithoutWaiting(ReadByte()) }
  }

  /// All that is left of the stream.
  ///
  /// - Throws: `.lineTooLong` where that is more than `limit` bytes; nothing is consumed.
  public func readToEnd(limit: Int) async throws(StreamError) -> [UInt8] {
    try await perform(ReadToEnd(limit: limit))
  }

  /// What is in the input buffer, at most `limit` bytes; empty where nothing is. No wait and no
  /// system call.
  public func drainInput(upTo limit: Int = .max) async throws(StreamError) -> [UInt8] {
    try await perform(DrainInput(limit: limit))
  }

  /// Throws away what is in the input buffer; how many bytes. What the kernel holds is read later.
  @discardableResult
  public func discardInput() async throws(StreamError) -> Int {
    try await perform(DiscardInput())
  }

  /// How many bytes are in the input buffer. No system call.
  public func bufferedInputCount() async -> Int {
    // Nothing in it throws.
    (try? await onLoop { core throws(StreamError) in core.state.input.available }) ?? 0
  }
}
