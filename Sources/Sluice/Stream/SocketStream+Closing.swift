// The end of a stream, as users ask for it.

extension SocketStream {
  /// Delivers what is buffered, ends our side, throws away what the peer still sends for a while
  /// (64 KiB or a second, so that the last reply is not overtaken by a reset), and closes.
  ///
  /// Tasks that read or write this stream get `.closed`. Idempotent; a cancelled task closes all
  /// the same.
  ///
  /// - Throws: where output was lost: the error of the failed send, or how many bytes the peer did
  ///   not take within `closeTimeout`.
  public func close() async throws(StreamError) {
    try await onLoop { core throws(StreamError) in try await core.close() }
  }

  /// Closes at once: unsent output is lost, and the peer of a TCP connection is sent a reset.
  public func abort() async {
    // Nothing in it throws.
    try? await onLoop { core throws(StreamError) in await core.closeAbruptly() }
  }
}
