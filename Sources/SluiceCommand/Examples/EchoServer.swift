// Echo, RFC 862: whatever comes goes back.

import Sluice

enum EchoServer {
  /// Lends what has arrived straight from the input buffer to the output buffer.
  static func serve(_ stream: SocketStream) async throws {
    while try await stream.withBytes({ try await stream.write($0) }) != nil {}
  }
}
