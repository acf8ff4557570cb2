// accept-connection and with-accept-connection.

public import SluiceCore
import SluiceLoop
import SystemPackage

extension SocketStreamInternetPassive {
  /// `accept-connection`: the next connection that waits in the queue. Where none does: waits for one if
  /// `wait`, for `timeout` at most (nil: for ever), and is nil when that has passed, or at once without
  /// `wait`.
  ///
  /// The new socket has the external format of this one, unless another is given, and buffers of 4096
  /// bytes, unless other sizes are. accept4(2), and a wait where the queue is empty.
  ///
  /// - Throws: `systemCall` (EINVAL: it does not listen; EMFILE, ENFILE), `invalidArgument`, `closed`.
  @available(*, noasync)
  public func acceptConnection(
    externalFormat: ExternalFormat? = nil, inputBufferSize: Int? = nil,
    outputBufferSize: Int? = nil, wait: Bool = true, timeout: Duration? = nil
  ) throws(SocketError) -> SocketStreamInternetActive? {
    let buffers = try buffers(externalFormat, inputBufferSize, outputBufferSize)
    return try accept(wait: wait, timeout: timeout).map {
      let socket = SocketStreamInternetActive($0, addressFamily, buffers)
      // Which the kernel hands on.
      socket.handle.receiveTimeout = handle.receiveTimeout
      socket.handle.sendTimeout = handle.sendTimeout
      return socket
    }
  }
}

extension SocketStreamLocalPassive {
  /// `accept-connection`: as that of internet sockets.
  @available(*, noasync)
  public func acceptConnection(
    externalFormat: ExternalFormat? = nil, inputBufferSize: Int? = nil,
    outputBufferSize: Int? = nil, wait: Bool = true, timeout: Duration? = nil
  ) throws(SocketError) -> SocketStreamLocalActive? {
    let buffers = try buffers(externalFormat, inputBufferSize, outputBufferSize)
    return try accept(wait: wait, timeout: timeout).map { SocketStreamLocalActive($0, buffers) }
  }
}

/// `with-accept-connection`: runs `body` with the next connection, and closes that at the end. Nil, and
/// `body` does not run, where `timeout` passes first, or there is none and `wait` is false.
///
/// When `body` throws, what is in the output buffer is dropped: the error is that of `body`.
///
/// - Throws: what `acceptConnection`, `body` and `close` throw.
@available(*, noasync)
public func withAcceptConnection<R>(
  _ passive: SocketStreamInternetPassive, externalFormat: ExternalFormat? = nil,
  inputBufferSize: Int? = nil, outputBufferSize: Int? = nil, wait: Bool = true,
  timeout: Duration? = nil, _ body: (SocketStreamInternetActive) throws -> R
) throws -> R? {
  try passive.acceptConnection(
    externalFormat: externalFormat, inputBufferSize: inputBufferSize,
    outputBufferSize: outputBufferSize, wait: wait, timeout: timeout
  ).map { try withOpenSocket($0, body) }
}

/// `with-accept-connection` of a local socket.
@available(*, noasync)
public func withAcceptConnection<R>(
  _ passive: SocketStreamLocalPassive, externalFormat: ExternalFormat? = nil,
  inputBufferSize: Int? = nil, outputBufferSize: Int? = nil, wait: Bool = true,
  timeout: Duration? = nil, _ body: (SocketStreamLocalActive) throws -> R
) throws -> R? {
  try passive.acceptConnection(
    externalFormat: externalFormat, inputBufferSize: inputBufferSize,
    outputBufferSize: outputBufferSize, wait: wait, timeout: timeout
  ).map { try withOpenSocket($0, body) }
}

extension PassiveStreamSocket {
  func buffers(
    _ format: ExternalFormat?, _ input: Int?, _ output: Int?
  ) throws(SocketError) -> StreamBuffers {
    try StreamBuffers(input: input, output: output, format: format ?? externalFormat)
  }

  /// A connection; nil where there is none in time.
  func accept(wait: Bool, timeout: Duration?) throws(SocketError) -> RawSocket? {
    requirePlainThread("acceptConnection")
    let deadline = try Instant.end(ofWaiting: wait, timeout: timeout)
    while true {
      let result = try handle.use(.accept) { raw throws(SocketError) in
        let result = raw.accept()
        switch Errno(rawValue: -result) {
        // A connection that was reset while it waited is not one.
        case .wouldBlock, .connectionAbort: return Int32(-1)
        case let error where result < 0: throw handle.failure(.accept, error.rawValue)
        default: return result
        }
      }
      if result >= 0 { return RawSocket(fd: result) }
      guard wait, try handle.wait(for: .input, .accept, until: deadline) else { return nil }
    }
  }
}
