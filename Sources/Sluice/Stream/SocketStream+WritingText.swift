// Writing text from every kind of string, and what there is to say about unsent output.

public import SluiceCore

extension SocketStream {
  /// Writes text in the stream's encoding, without a copy of its own: a `Substring`, a
  /// `StaticString`, a `Character`, a `Unicode.Scalar`.
  ///
  /// Line endings in it are written as they are; or, where newlines are converted, each "\n" is
  /// written as the stream's line ending, the opposite of what reading text does.
  ///
  /// - Throws: as `write` for strings does.
  public func write<Source: TextSource>(
    _ text: Source, convertingNewlines convertsNewlines: Bool = false
  ) async throws(StreamError) {
    if !convertsNewlines {
      let isWritten = try text.withUTF8Bytes { bytes throws(StreamError) in
        try writeTextAtOnce(bytes, isLine: false)
      }
      if isWritten { return }
    }
    try await performWaiting(WriteText(text, convertsNewlines: convertsNewlines))
  }

  /// Writes a line in the stream's encoding, and the stream's line ending behind it.
  public func writeLine<Source: TextSource>(_ line: Source) async throws(StreamError) {
    let isWritten = try line.withUTF8Bytes { bytes throws(StreamError) in
      try writeTextAtOnce(bytes, isLine: true)
    }
    if isWritten { return }
    try await performWaiting(WriteLine(line))
  }

  /// Ends the line that is open: writes the stream's line ending unless nothing was written before,
  /// or an ending was written last, by whichever call. Whether it wrote one.
  @discardableResult
  public func freshLine() async throws(StreamError) -> Bool {
    try await performWaiting(FreshLine())
  }

  /// Sends what is buffered as `flush()` does, without waiting for it.
  public func startFlush() async throws(StreamError) {
    try await onLoop { core throws(StreamError) in
      try core.checkOutput()
      core.startFlush()
    }
  }

  /// Throws away what was written and is not yet being sent; how many bytes. Waits for the writers
  /// before us.
  @discardableResult
  public func discardOutput() async throws(StreamError) -> Int {
    try await performWaiting(DiscardOutput())
  }

  /// How many bytes were written and have not been taken by the kernel. No system call.
  public func unsentOutputCount() async -> Int {
    // Nothing in it throws.
    (try? await onLoop { core throws(StreamError) in core.state.output.unsent }) ?? 0
  }
}
