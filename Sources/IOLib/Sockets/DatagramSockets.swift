// The classes of datagram sockets.

import SluiceLoop

/// A socket of datagrams: `datagram-socket`. No stream: what is sent and received are whole datagrams.
public class DatagramSocket: Socket, @unchecked Sendable {
  // Sendable: nothing is added.

  /// `disconnect`: it has no peer any more, and receives from everybody. May be called again. A port that
  /// the system chose is given up, one that was asked for stays. connect(2), one system call.
  public func disconnect() throws(SocketError) {
    try handle.use(.connect) { raw throws(SocketError) in
      do throws(Errno) { try raw.disconnect() } catch {
        throw handle.failure(.connect, error.rawValue)
      }
    }
  }
}

/// `socket-datagram-internet-active`: UDP.
public final class SocketDatagramInternet: DatagramSocket, InternetSocket, @unchecked Sendable {
  // Sendable: nothing is added.

  init(_ raw: RawSocket, _ family: SocketFamily) {
    super.init(raw, family, SocketClass(.internet, .datagram, .active))
  }
}

/// `socket-datagram-local-active`: datagrams on this machine.
public final class SocketDatagramLocal: DatagramSocket, LocalSocket, @unchecked Sendable {
  // Sendable: nothing is added.

  init(_ raw: RawSocket) {
    super.init(raw, .local, SocketClass(.local, .datagram, .active))
  }
}
