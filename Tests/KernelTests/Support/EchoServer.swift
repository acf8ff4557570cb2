// A server of lines for tests of what surrounds it.

import Sluice
import SluiceLoop
import TestSupport
import Testing

/// Serves each line back, on loops of the test's, until it is stopped.
struct EchoServer: Sendable {
  let endpoint: Endpoint
  let address: SocketAddress
  private let task: Task<Void, any Error>

  init(
    on group: EventLoopGroup, configure: (inout Server.Configuration) -> Void = { _ in }
  ) async throws {
    let (news, sender) = AsyncStream<Result<SocketAddress, any Error>>.makeStream()
    var configuration = Server.Configuration(group: group, drainTimeout: .seconds(60))
    configure(&configuration)
    configuration.onListening = { sender.yield(.success($0)) }
    task = Task { [configuration] in
      do {
        try await Server.run(at: .tcp("127.0.0.1", 0), configuration: configuration) { stream in
          // Little room in the kernel: who does not read is waited for.
          try await stream.setOption(.sendBuffer, 4_608)
          while let line = try await stream.readLine() { try await stream.writeLine(line) }
        }
      } catch {
        sender.yield(.failure(error))
        throw error
      }
    }
    guard let first = await news.first(where: { _ in true }) else { throw CancellationError() }
    address = try first.get()
    endpoint = .address(address)
  }

  /// Lets it drain.
  func stop() async throws {
    task.cancel()
    try await task.value
  }
}

/// Some lines there and back.
func talk(over stream: SocketStream, _ words: String, lines: Int = 50) async throws {
  try await stream.loop.run { () async throws in
    for number in 0..<lines {
      let line = "\(words) \(number) " + String(repeating: "·", count: number * 7 % 90)
      try await stream.writeLine(line)
      #expect(try await stream.readLine() == line)
    }
  }
}

/// Runs `body` on a thread of its own, and waits for it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
  let result = Lock<Result<Value, any Error>?>(nil)
  let thread = DriverThread {
    let value = Result { try body() }
    result.withLock { $0 = value }
  }
  thread.join()
  return try #require(result.withLock { $0 }).get()
}
