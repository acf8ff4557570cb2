// Two streams that are each other's peer.

import Sluice

/// The two ends of a local connection within this process.
struct StreamPair: Sendable {
  /// The end that is configured.
  let formatted: SocketStream

  /// The other one, for bytes.
  let plain: SocketStream

  /// Connects two streams of the calling loop by a name that nobody else knows.
  static func connect(_ configuration: StreamConfiguration) async throws -> StreamPair {
    let name = "sluice-pair-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    let listener = try await Listener.listen(at: .abstract(name), backlog: 1)
    let formatted = try await SocketStream.connect(
      to: .address(listener.address), configuration: configuration)
    let plain = try await listener.accept()
    await listener.close()
    return StreamPair(formatted: formatted, plain: plain)
  }

  /// Closes both at once: each waits for the other to end.
  func close() async throws {
    async let plainIsClosed: Void = plain.close()
    try await formatted.close()
    try await plainIsClosed
  }

  func abort() async {
    await plain.abort()
    await formatted.abort()
  }
}
