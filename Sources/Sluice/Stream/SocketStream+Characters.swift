// Characters, one at a time, in the stream's external format. The end of a line is "\n".

import SluiceCore

extension SocketStream {
  /// The next Unicode scalar; nil at the end of the stream. A line ending of the external format is
  /// read as one "\n".
  ///
  /// - Throws: `.text` where the bytes are none, and then nothing is consumed: `skipBadText()`, or
  ///   any read of bytes, gets past them.
  public func readScalar() async throws(StreamError) -> Unicode.Scalar? {
    try await perform(ReadScalar())
  }

  /// The next Unicode scalar, which stays to be read; nil at the end of the stream. Otherwise as
  /// `readScalar()`.
  public func peekScalar() async throws(StreamError) -> Unicode.Scalar? {
    try await perform(PeekScalar())
  }

  /// As `readScalar()`, but it does not wait for the peer: `.nothing` where that would be needed.
  ///
  /// The buffer is looked at first, then what the kernel holds: receives until the character is
  /// whole or nothing more is there. recv(2) with `MSG_DONTWAIT`.
  public func readScalarWithoutWaiting() async throws(StreamError) -> Attempt<Unicode.Scalar?> {
    try await onLoop { core throws(StreamError) in try await core.readWithoutWaiting(ReadScalar()) }
  }

  /// The next character as readers of the text take it (an extended grapheme cluster); nil at the
  /// end of the stream.
  ///
  /// Where a character ends is told by the scalar after it, for which this waits, except after "\n":
  /// in a dialogue use `readScalar()`. Clusters of more than 1 KiB are cut.
  public func readCharacter() async throws(StreamError) -> Character? {
    try await perform(ReadCharacter())
  }

  /// Puts back what the last `readScalar`, `readCharacter` or `readByte` returned, to be read again:
  /// one step, and only if nothing else was read since. No system call.
  ///
  /// - Throws: `.nothingToUnread`.
  public func unread() async throws(StreamError) {
    try await perform(Unread())
  }

  /// Whether `readScalar()` would return or throw at once. False at the end of the stream. Looks as
  /// `readScalarWithoutWaiting()` does, and consumes nothing.
  public func isInputReady() async throws(StreamError) -> Bool {
    do throws(StreamError) {
      let attempt = try await onLoop { core throws(StreamError) in
        try await core.readWithoutWaiting(PeekScalar())
      }
      if case .read(.some) = attempt { return true }
      return false
    } catch {
      guard case .text = error else { throw error }
      return true
    }
  }

  /// Takes out the bytes for which the last read threw `.text`, and those alone: what stands before
  /// them stays to be read. How many; 0 where there are none, or they were read otherwise.
  public func skipBadText() async throws(StreamError) -> Int {
    try await perform(SkipBadText())
  }
}
