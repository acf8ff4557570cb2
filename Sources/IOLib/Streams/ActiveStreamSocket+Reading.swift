// Reading characters and lines.
//
// A character is what it is to Lisp, one code point. The end of a line is "\n" whatever the external
// format writes. The end of the stream is nil where Lisp has an `eof-value`.

import SluiceCore

extension ActiveStreamSocket {
  /// `read-char`: the next character; nil at the end of the stream. Waits for one.
  ///
  /// - Throws: `text` for bytes that are no character: nothing is consumed then, and `readByte` gets past
  ///   them. `wouldBlock` where the receive time-out passes; `connectionReset`, `closed`, ….
  @available(*, noasync)
  public func readChar() throws(SocketError) -> Unicode.Scalar? { try read(ReadScalar()) }

  /// `peek-char`: the next character, which stays to be read; nil at the end of the stream. Otherwise as
  /// `readChar`.
  @available(*, noasync)
  public func peekChar() throws(SocketError) -> Unicode.Scalar? { try read(PeekScalar()) }

  /// `peek-char` with t: skips white space (of Unicode), and then as `peekChar`.
  @available(*, noasync)
  public func peekChar(skippingWhitespace: Bool) throws(SocketError) -> Unicode.Scalar? {
    try peekChar { !skippingWhitespace || !$0.properties.isWhitespace }
  }

  /// `peek-char` with a character: skips to that one, and then as `peekChar`.
  @available(*, noasync)
  public func peekChar(_ character: Unicode.Scalar) throws(SocketError) -> Unicode.Scalar? {
    try peekChar { $0 == character }
  }

  private func peekChar(
    where isWanted: (Unicode.Scalar) -> Bool
  ) throws(SocketError) -> Unicode.Scalar? {
    while let next = try read(PeekScalar()) {
      if isWanted(next) { return next }
      _ = try read(ReadScalar())
    }
    return nil
  }

  /// `read-char-no-hang`: the next character if it is there or comes without waiting; `.nothing` where it
  /// does not, `.read(nil)` at the end of the stream. One recv(2) at most for each buffer of input.
  public func readCharNoHang() throws(SocketError) -> Attempt<Unicode.Scalar?> {
    try readWithoutWaiting(ReadScalar())
  }

  /// `listen`: whether a character can be read without waiting. False at the end of the stream, and where
  /// a part of a character is all there is. One recv(2) at most where the buffer has none.
  ///
  /// - Throws: `connectionReset` where the peer has reset the connection.
  public func listen() throws(SocketError) -> Bool {
    if try readWithoutWaiting(IsInputReady()) == .read(true) { return true }
    guard case .read(.some) = try readWithoutWaiting(PeekScalar()) else { return false }
    return true
  }

  /// `unread-char`: puts the last character back that `readChar` or `readCharNoHang` has read, or the byte
  /// of `readByte`.
  ///
  /// - Throws: `noCharactersToUnread` where none was read, it was put back, or anything else was read
  ///   since.
  @available(*, noasync)
  public func unreadChar() throws(SocketError) {
    requirePlainThread("unreadChar")
    try withInput { side throws(SocketError) in
      var step = Unread()
      switch step.advance(&side.state) {
      case .produced: return
      case .failed(let error): throw SocketError(error)
      case .needsInput, .needsRoom: preconditionFailure("putting back waits for nothing")
      }
    }
  }

  /// `read-line`: the next line without its ending, and whether its ending is missing, which only the last
  /// one's may be; nil at the end of the stream. However long it is: memory is the only limit.
  ///
  /// With `.crlf` a LF without a CR ends a line too. At most one call to the kernel for each buffer of
  /// input.
  ///
  /// - Throws: `text` for bytes that are no text: nothing is consumed then. Otherwise as `readChar`.
  @available(*, noasync)
  public func readLine() throws(SocketError) -> (line: String, missingNewline: Bool)? {
    requirePlainThread("readLine")
    if let line = try withInput({ $0.state.takeLineAtOnce() }) { return (line, false) }
    guard let line = try read(ReadLineAndEnding()) else { return nil }
    return (line.text, !line.isTerminated)
  }

  /// `read-sequence` into a string: as many characters as `count`, fewer only at the end of the stream.
  @available(*, noasync)
  public func readSequence(characters count: Int) throws(SocketError) -> String {
    guard count >= 0 else { throw .argument("characters", "\(count) is less than zero") }
    return try read(ReadText(limit: count, fills: true))
  }
}
