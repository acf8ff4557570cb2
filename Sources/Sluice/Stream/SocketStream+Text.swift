// Text of any length, in the stream's external format. The end of a line within it is "\n".

import SluiceCore

extension SocketStream {
  /// The next line, and whether its ending was there: the last one may have none. Nil at the end of
  /// the stream. Throws what `readLine()` throws.
  public func readLineAndEnding() async throws(StreamError) -> Line? {
    try await perform(ReadLineAndEnding())
  }

  /// As `readLine()`, but it does not wait for the peer: `.nothing` where that would be needed.
  ///
  /// Receives until the line is whole or nothing more is there. recv(2) with `MSG_DONTWAIT`.
  public func readLineWithoutWaiting() async throws(StreamError) -> Attempt<String?> {
    try await onLoop { core throws(StreamError) in try await core.readWithoutWaiting(ReadLine()) }
  }

  /// The text that is there, at most `limit` Unicode scalars, a line's end counted as one. Empty at
  /// the end of the stream.
  ///
  /// - Throws: `.text` where no character stands before the bad bytes; nothing is consumed by it.
  public func readText(upTo limit: Int = .max) async throws(StreamError) -> String {
    try await perform(ReadText(limit: limit))
  }

  /// The next `count` Unicode scalars; fewer where the stream ends, or bad text comes, before.
  ///
  /// - Throws: as `readText(upTo:)`.
  public func readText(count: Int) async throws(StreamError) -> String {
    try await perform(ReadText(limit: count, fills: true))
  }

  /// The text before the next `delimiter`, which is consumed and not returned; nil at the end of the
  /// stream. What stands there without a delimiter is returned as the last. "\n" stands for the end
  /// of a line as `readLine()` has it.
  ///
  /// - Throws: `.lineTooLong` where `limit` bytes (nil: `maximumLineLength`) hold no delimiter, and
  ///   `.text`; nothing is consumed.
  public func readText(
    until delimiter: Unicode.Scalar, limit: Int? = nil
  ) async throws(StreamError) -> String? {
    try await perform(
      ReadTextUntil(delimiter: delimiter, limit: limit ?? configuration.effectiveLineLimit))
  }

  /// All that is left of the stream, as text.
  ///
  /// - Throws: `.lineTooLong` where that is more than `limit` bytes, and `.text`; nothing is
  ///   consumed.
  public func readTextToEnd(limit: Int) async throws(StreamError) -> String {
    try await perform(ReadTextToEnd(limit: limit))
  }

  /// How the text is encoded, how lines end, and what becomes of bad text: now, since it can be
  /// changed.
  public func externalFormat() async -> ExternalFormat {
    // Nothing in it throws.
    let format = try? await onLoop { core throws(StreamError) in core.state.format }
    return format ?? configuration.externalFormat
  }

  /// Gives the stream another external format. What has not been read is read in the new one; what
  /// has been written stays as it is.
  ///
  /// - Throws: `.busy` while another task reads or writes; `.closed`.
  public func setExternalFormat(_ format: ExternalFormat) async throws(StreamError) {
    try await onLoop { core throws(StreamError) in
      guard core.phase == .open else { throw .closed }
      guard !core.isBeingRead, !core.isBeingWritten else { throw .busy }
      core.state.format = format
    }
  }
}
