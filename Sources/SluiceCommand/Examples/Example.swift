// The example servers by name. Each is a file of its own, on the public surface alone.

import ArgumentParser
import Sluice

/// Which example server to run.
enum Example: String, CaseIterable, ExpressibleByArgument {
  case echo, line, ping, resp, http, chat, discard

  /// What it does with a connection. The files are those of `http`.
  func handler(
    bytes: Bool, files: HTTPServer.Files? = nil
  ) -> @Sendable (SocketStream) async throws -> Void {
    switch self {
    case .echo: EchoServer.serve
    case .line: bytes ? LineServer.serveBytes : LineServer.serve
    case .ping: PingServer.serve
    case .resp: RedisServer().serve
    case .chat: ChatServer().serve
    case .discard: DiscardServer.serve
    case .http: HTTPServer(files: files).serve
    }
  }

  /// What it does with a datagram socket; nil where it needs a stream.
  var datagramHandler: (@Sendable (DatagramSocket) async throws -> Void)? {
    switch self {
    case .echo: DatagramServers.echo
    case .discard: DatagramServers.discard
    case .line, .ping, .resp, .http, .chat: nil
    }
  }
}
