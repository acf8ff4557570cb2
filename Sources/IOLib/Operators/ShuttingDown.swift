// shutdown, and with-open-socket.

import SluiceLoop
import SystemPackage

extension ActiveStreamSocket {
  /// `shutdown`: with `read` nothing more is received, with `write` nothing more is sent and the peer reads
  /// an end of stream. The socket must still be closed. (On Linux what arrives later can be read all the
  /// same.)
  ///
  /// What is in the output buffer leaves before its half is shut down; IOLIB leaves it there, where it can
  /// never be sent. Where it cannot leave, the half is shut down all the same. shutdown(2), one system call beyond that.
  ///
  /// - Throws: `invalidArgument` where neither is true; `notConnected`; what `finishOutput` throws.
  @available(*, noasync)
  public func shutdown(read: Bool = false, write: Bool = false) throws(SocketError) {
    let flushed = Result { () throws(SocketError) in if write { try finishOutput() } }
    try shutDown(read: read, write: write)
    try flushed.get()
  }
}

extension PassiveStreamSocket {
  /// `shutdown`: with `read` nobody connects any more. Otherwise as that of active sockets.
  public func shutdown(read: Bool = false, write: Bool = false) throws(SocketError) {
    try shutDown(read: read, write: write)
  }
}

extension DatagramSocket {
  /// `shutdown`: of a socket that has a peer, as that of active streams.
  public func shutdown(read: Bool = false, write: Bool = false) throws(SocketError) {
    try shutDown(read: read, write: write)
  }
}

extension Socket {
  fileprivate func shutDown(read: Bool, write: Bool) throws(SocketError) {
    guard read || write else {
      throw .argument("read", "no direction is to be shut down, neither read nor write")
    }
    try handle.use(.shutdown) { raw throws(SocketError) in
      do throws(Errno) { try raw.shutdown(read: read, write: write) } catch {
        throw handle.failure(.shutdown, error.rawValue)
      }
    }
  }
}

/// `with-open-socket`: runs `body` with a socket, and closes that at the end:
///
///     try withOpenSocket(try makeSocket(remoteHost: "localhost", remotePort: 7)) { socket in … }
///
/// When `body` throws, what is in the output buffer is dropped, and the error is that of `body`: it does
/// not wait for a peer, and no other error takes its place.
///
/// - Throws: what `socket`, `body` and `close` throw.
@available(*, noasync)
public func withOpenSocket<S: Socket, R>(
  _ socket: @autoclosure () throws -> S, _ body: (S) throws -> R
) throws -> R {
  let socket = try socket()
  let result: R
  do { result = try body(socket) } catch {
    _ = try? socket.close(abort: true)
    throw error
  }
  try socket.close()
  return result
}
