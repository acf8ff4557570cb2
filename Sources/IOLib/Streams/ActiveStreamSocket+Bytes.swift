// Reading and writing bytes. Bytes and characters may be mixed freely.

import SluiceCore

extension ActiveStreamSocket {
  /// `read-byte`: the next byte; nil at the end of the stream. Waits for one.
  @available(*, noasync)
  public func readByte() throws(SocketError) -> UInt8? { try read(ReadByte()) }

  /// `read-sequence`: fills `sequence` from `start` to `end` (nil: its end), and waits until it has;
  /// the index of the first element that was not filled, less than `end` only at the end of the stream.
  ///
  /// What the buffer does not have goes straight to the sequence. At most one call to the kernel for each
  /// piece that comes.
  ///
  /// - Throws: `invalidArgument` for bounds that are none. Otherwise as `readChar`; what has been filled
  ///   by then goes back to the buffer.
  @available(*, noasync)
  public func readSequence(
    into sequence: inout [UInt8], start: Int = 0, end: Int? = nil
  ) throws(SocketError) -> Int {
    let bounds = try Bounds.check(start, end, count: sequence.count)
    guard !bounds.isEmpty else { return start }
    var span = sequence.mutableSpan
    let room = LentBytes(lending: &span).dropping(start).prefix(bounds.count)
    do {
      return start + (try read(ReadExactlyInto(room: room)))
    } catch .endOfFile(let received) {
      return start + received
    }
  }

  /// `read-sequence` of `count` bytes, fewer only at the end of the stream.
  @available(*, noasync)
  public func readSequence(count: Int) throws(SocketError) -> [UInt8] {
    guard count >= 0 else { throw .argument("count", "\(count) is less than zero") }
    var bytes = [UInt8](repeating: 0, count: count)
    let end = try readSequence(into: &bytes)
    bytes.removeLast(count - end)
    return bytes
  }

  /// `write-byte`: writes one byte to the buffer.
  ///
  /// - Throws: what keeps a full buffer from leaving: `hangup`, ….
  @available(*, noasync)
  public func writeByte(_ byte: UInt8) throws(SocketError) {
    var byte = byte
    // The byte is lent as long as the closure runs.
    try unsafe withUnsafeMutableBytes(of: &byte) { raw throws(SocketError) in
      guard let base = raw.baseAddress else { preconditionFailure("a byte without an address") }
      try write(unsafe WriteBytes(bytes: LentBytes(base: base, count: 1)))
    }
  }

  /// `write-sequence`: writes the bytes of `sequence` from `start` to `end` (nil: its end). What does not
  /// fit in the buffer follows it to the kernel directly, and is waited for.
  ///
  /// - Throws: `invalidArgument` for bounds that are none; `hangup`, … where the output cannot leave: of what
  ///   did not fit in the buffer a part may have left then, and nobody knows how much.
  @available(*, noasync)
  public func writeSequence(
    _ sequence: [UInt8], start: Int = 0, end: Int? = nil
  ) throws(SocketError) {
    let bounds = try Bounds.check(start, end, count: sequence.count)
    try write(WriteBytes(bytes: LentBytes(lending: sequence.span.extracting(bounds))))
  }

  /// `drain-input-buffer`: copies what is in the input buffer to `sequence`, from `start` to `end` at
  /// most; the index behind the last element that was filled, and how many bytes are left in the buffer.
  /// Nil where the buffer is empty, or there is no room. No system call.
  ///
  /// - Throws: `invalidArgument` for bounds that are none.
  @available(*, noasync)
  public func drainInputBuffer(
    into sequence: inout [UInt8], start: Int = 0, end: Int? = nil
  ) throws(SocketError) -> (end: Int, remaining: Int)? {
    let bounds = try Bounds.check(start, end, count: sequence.count)
    let (bytes, remaining) = try withInput { side throws(SocketError) in
      var step = DrainInput(limit: bounds.count)
      guard case .produced(let bytes) = step.advance(&side.state) else {
        preconditionFailure("draining waits for nothing")
      }
      return (bytes, side.state.input.available)
    }
    guard !bytes.isEmpty else { return nil }
    sequence.replaceSubrange(start..<start + bytes.count, with: bytes)
    return (start + bytes.count, remaining)
  }
}
