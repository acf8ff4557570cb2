// Servers in our own process that do wrong on purpose.

import Sluice
import Testing

/// Serves connections with `handler` while `body` runs.
func withServer<R>(
  _ handler: @escaping @Sendable (SocketStream) async throws -> Void,
  _ body: (SocketAddress) async throws -> R
) async throws -> R {
  let group = try EventLoopGroup(loops: 1, driver: .poll)
  let (addresses, announcement) = AsyncStream.makeStream(of: SocketAddress.self)
  let server = Task {
    defer { announcement.finish() }
    try await Server.run(
      at: .tcp("127.0.0.1", 0),
      configuration: Server.Configuration(
        group: group, stream: StreamConfiguration(), onListening: { announcement.yield($0) }),
      handler: handler)
  }
  let address = try #require(await addresses.first { _ in true })
  let result: Result<R, any Error>
  do { result = .success(try await body(address)) } catch { result = .failure(error) }
  server.cancel()
  try await server.value
  await group.shutDown()
  return try result.get()
}

/// Echoes, but with the byte at `offset` of the connection changed.
func echo(flipping offset: Int, on stream: SocketStream) async throws {
  var position = 0
  while case var bytes = try await stream.read(), !bytes.isEmpty {
    let index = offset - position
    if bytes.indices.contains(index) { bytes[index] ^= 1 }
    position += bytes.count
    try await stream.write(bytes)
  }
}
