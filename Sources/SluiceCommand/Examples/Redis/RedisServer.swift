// A server of the Redis protocol: strings with expiry, for redis-cli, redis-benchmark and redis-py.
//
// One key space for all connections of all loops. A burst of requests is parsed where its bytes lie,
// carried out under one lock, and answered by one write. What it does not do: anything but strings,
// persistence, publishing, scripts, transactions, users.

import Sluice
import Synchronization

final class RedisServer: Sendable {
  private let keys = Locked(RedisKeyspace())
  private let connections = Atomic(0)

  /// Answers a client's requests, pipelined or not, until it quits or breaks the protocol.
  func serve(_ stream: SocketStream) async throws {
    let number = connections.wrappingAdd(1, ordering: .relaxed).newValue
    var session = RedisSession(number: number)
    while try await stream.withBytes({ received in
      session.take(received)
      var isDone = false
      while !isDone {
        isDone = keys.withLock { session.answer(received, &$0) }
        guard !session.replies.isEmpty else { continue }
        try await stream.write(session.replies)
        session.clearReplies()
      }
      session.keepRest(of: received)
    }) != nil, !session.isOver {}
  }
}
