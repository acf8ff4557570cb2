// Discard, RFC 863: whatever comes is read and forgotten.

import Sluice

enum DiscardServer {
  static func serve(_ stream: SocketStream) async throws {
    while try await stream.withBytes({ _ in }) != nil {}
  }
}
