// What all forms of make-socket do first, and when something fails.

import SluiceLoop
import SystemPackage

/// socket(2)
func openSocket(
  _ family: SocketFamily, _ kind: SocketKind, listens: Bool
) throws(SocketError) -> RawSocket {
  do throws(Errno) { return try RawSocket.open(family, kind, listens: listens) } catch {
    throw SocketError(IOError(.open, error))
  }
}

/// The socket, once `configure` is done; closed where that fails.
func configured<S: Socket>(
  _ socket: S, _ configure: () throws(SocketError) -> Void
) throws(SocketError) -> S {
  do { try configure() } catch {
    _ = socket.handle.close()
    throw error
  }
  return socket
}
