// The classes of stream sockets that a program gets.

public import SluiceCore
import SluiceLoop

/// `socket-stream-internet-active`: a TCP connection as a bivalent stream.
public final class SocketStreamInternetActive: ActiveStreamSocket, InternetSocket,
  @unchecked Sendable
{
  // Sendable: nothing is added.

  init(_ raw: RawSocket, _ family: SocketFamily, _ buffers: StreamBuffers) {
    super.init(raw, family, SocketClass(.internet, .stream, .active), buffers)
  }
}

/// `socket-stream-local-active`: a connection on this machine as a bivalent stream.
public final class SocketStreamLocalActive: ActiveStreamSocket, LocalSocket, @unchecked Sendable {
  // Sendable: nothing is added.

  init(_ raw: RawSocket, _ buffers: StreamBuffers) {
    super.init(raw, .local, SocketClass(.local, .stream, .active), buffers)
  }
}

/// A stream socket that listens: `passive-socket`.
public class PassiveStreamSocket: Socket, @unchecked Sendable {
  // Sendable: the format is behind its lock.

  private let format: Lock<ExternalFormat>

  init(
    _ raw: RawSocket, _ family: SocketFamily, _ socketClass: SocketClass, _ format: ExternalFormat
  ) {
    self.format = Lock(format)
    super.init(raw, family, socketClass)
  }

  /// `external-format-of`: what the sockets that it accepts from then on get.
  public var externalFormat: ExternalFormat {
    get { format.withLock { $0 } }
    set { format.withLock { $0 = newValue } }
  }
}

/// `socket-stream-internet-passive`: listens for TCP connections.
public final class SocketStreamInternetPassive: PassiveStreamSocket, InternetSocket,
  @unchecked Sendable
{
  // Sendable: nothing is added.

  init(_ raw: RawSocket, _ family: SocketFamily, _ format: ExternalFormat) {
    super.init(raw, family, SocketClass(.internet, .stream, .passive), format)
  }
}

/// `socket-stream-local-passive`: listens for connections on this machine.
public final class SocketStreamLocalPassive: PassiveStreamSocket, LocalSocket,
  @unchecked Sendable
{
  // Sendable: nothing is added.

  init(_ raw: RawSocket, _ format: ExternalFormat) {
    super.init(raw, .local, SocketClass(.local, .stream, .passive), format)
  }
}
