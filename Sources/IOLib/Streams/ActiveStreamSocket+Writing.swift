// Writing characters and lines, and getting them out.

import SluiceCore

extension ActiveStreamSocket {
  /// `write-char`: writes a character in the stream's encoding; "\n" as its line ending.
  ///
  /// - Throws: `text` where the encoding does not have it; `hangup`, … where a full buffer cannot leave.
  @available(*, noasync)
  public func writeChar(_ character: Unicode.Scalar) throws(SocketError) {
    try writeString(String(character))
  }

  /// `write-string`: writes the text in the stream's encoding; each "\n" in it as the stream's line ending.
  /// `start` and `end` count characters, which are code points.
  ///
  /// - Throws: `invalidArgument` for bounds that are none; `text` for a character that cannot be encoded,
  ///   and then nothing of the text is written; `hangup`, … where a full buffer cannot leave.
  @available(*, noasync)
  public func writeString(
    _ string: String, start: Int = 0, end: Int? = nil
  ) throws(SocketError) {
    guard start != 0 || end != nil else { return try writeText(string) }
    let scalars = string.unicodeScalars
    let bounds = try Bounds.check(start, end, count: scalars.count)
    let first = scalars.index(scalars.startIndex, offsetBy: bounds.lowerBound)
    let last = scalars.index(first, offsetBy: bounds.count)
    try writeText(String(scalars[first..<last]))
  }

  private func writeText(_ text: String) throws(SocketError) {
    requirePlainThread("writeString")
    guard try !writeAtOnce(text, isLine: false) else { return }
    try withOutput { side throws(SocketError) in
      var step = WriteText(text, convertsNewlines: side.convertsNewlines)
      try run(&step, &side)
    }
  }

  /// `write-line`: writes the text and the stream's line ending. A "\n" within it is written as an ending
  /// too.
  ///
  /// - Throws: as `writeString`.
  @available(*, noasync)
  public func writeLine(_ line: String) throws(SocketError) {
    requirePlainThread("writeLine")
    guard try !writeAtOnce(line, isLine: true) else { return }
    try writeLineInParts(line)
  }

  @inline(never)
  private func writeLineInParts(_ line: String) throws(SocketError) {
    try withOutput { side throws(SocketError) in
      if side.convertsNewlines, line.utf8.contains(0x0a) {
        var text = WriteText(line + "\n", convertsNewlines: true)
        return try run(&text, &side)
      }
      var step = WriteLine(line)
      try run(&step, &side)
    }
  }

  /// Writes all of it if it fits into the buffer and no other thread has that; otherwise nothing, and
  /// returns false, as for what cannot be encoded: the usual case, in which nothing is kept of the text.
  @inline(__always)
  private func writeAtOnce(_ text: String, isLine: Bool) throws(SocketError) -> Bool {
    let bytes = text.utf8.span
    // A short string has its bytes in the value, which must not be gone before the step is over.
    defer { extendLifetime(bytes) }
    return try withOutputIfFree { side in
      var step = TryWriteText(
        text: LentBytes(lending: bytes), isLine: isLine, convertsNewlines: side.convertsNewlines)
      guard case .produced(true) = step.advance(&side.state) else { return false }
      return true
    } ?? false
  }

  /// `terpri`: writes the stream's line ending.
  @available(*, noasync)
  public func terpri() throws(SocketError) { try write(WriteLine("")) }

  /// `fresh-line`: writes the line ending unless the output is at the start of a line; whether it did. (In
  /// IOLIB a socket does not know its column, and always writes one.)
  @available(*, noasync)
  @discardableResult
  public func freshLine() throws(SocketError) -> Bool { try write(FreshLine()) }

  /// `finish-output`: sends what is in the buffer and waits until the kernel has all of it.
  ///
  /// - Throws: `hangup` where the peer will not take it, and what has not left then stays in the buffer;
  ///   `connectionReset`; `wouldBlock` where the send time-out passes; `closed`.
  @available(*, noasync)
  public func finishOutput() throws(SocketError) {
    requirePlainThread("finishOutput")
    try withOutput { side throws(SocketError) in try flush(&side) }
  }

  /// `force-output`: sends what the kernel takes of the buffer without waiting; the rest stays in it.
  ///
  /// - Throws: as `finishOutput`.
  @available(*, noasync)
  public func forceOutput() throws(SocketError) {
    requirePlainThread("forceOutput")
    _ = try withOutput { side throws(SocketError) in try drain(&side, until: .distantPast) }
  }

  /// `clear-output`: drops what is in the output buffer.
  @available(*, noasync)
  public func clearOutput() throws(SocketError) {
    requirePlainThread("clearOutput")
    try withOutput { side throws(SocketError) in side.clear() }
  }

  /// `clear-input`: drops what is in the input buffer. What the kernel holds stays to be read.
  @available(*, noasync)
  public func clearInput() throws(SocketError) {
    requirePlainThread("clearInput")
    try withInput { side throws(SocketError) in
      side.state.input.consume(side.state.input.available)
    }
  }

  /// `external-format-of`: encoding and line ending. A new one is for what is read and written from then
  /// on: bytes that are in the input buffer are decoded anew, what was written stays as it is. Setting waits
  /// for a thread that is just reading or writing.
  public var externalFormat: ExternalFormat {
    get { format.withLock { $0 } }
    set {
      format.withLock { $0 = newValue }
      input.withLock { $0.state.format = newValue }
      output.withLock { $0.state.format = newValue }
      // A reader that found the output in use waits for whoever uses it.
      wakeReaders()
    }
  }
}
