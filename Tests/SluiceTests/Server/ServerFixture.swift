// A server in a task, for as long as a test needs it.

import Logging
import Sluice
import SluiceLoop
import Testing

/// The two drivers that need a kernel.
enum KernelChoice: String, CaseIterable, CustomTestStringConvertible {
  case uring, poll

  var testDescription: String { rawValue }

  private var preference: DriverPreference { self == .uring ? .uring : .poll }

  /// Loops on this driver, or the test is skipped with the reason.
  func group(loops: Int, logger: Logger? = nil) throws -> EventLoopGroup {
    let group = Result { try EventLoopGroup(loops: loops, driver: preference, logger: logger) }
    if case .failure(let error) = group, self == .uring {
      try Test.cancel("io_uring is not available: \(error)")
    }
    return try group.get()
  }
}

/// A server under test, and the loops of its clients.
struct RunningServer {
  let endpoint: Endpoint
  let servers: EventLoopGroup
  let clients: EventLoopGroup
  let task: Task<Void, any Error>

  /// A connection from a loop that is not the server's.
  func connect() async throws -> SocketStream {
    try await SocketStream.connect(to: endpoint, on: clients.next())
  }

  /// Asks the server to drain, and waits until it has.
  func stop() async throws {
    task.cancel()
    try await task.value
  }
}

/// Runs a server on a free port, and `body` beside it; afterwards the server is stopped, however
/// `body` ends, and nothing must be left on any loop.
func withServer(
  _ choice: KernelChoice, loops: Int = 1, at endpoint: Endpoint = .tcp("127.0.0.1", 0),
  logger: Logger? = nil,
  configure: (inout Server.Configuration) -> Void = { _ in },
  handler: @escaping @Sendable (SocketStream) async throws -> Void,
  _ body: (RunningServer) async throws -> Void
) async throws {
  let servers = try choice.group(loops: loops, logger: logger)
  let clients = try choice.group(loops: 1)
  let (addresses, listening) = AsyncStream.makeStream(of: SocketAddress.self)
  // Without the bounds of time that a server has by default: a thousand tests wait for each other.
  var configuration = Server.Configuration(
    group: servers, stream: StreamConfiguration(), drainTimeout: .seconds(20))
  configure(&configuration)
  configuration.group = servers
  configuration.onListening = { listening.yield($0) }
  let task = Task { [configuration] in
    defer { listening.finish() }
    try await Server.run(at: endpoint, configuration: configuration, handler: handler)
  }
  var failure: (any Error)?
  do {
    if let address = await addresses.first(where: { _ in true }) {
      try await body(
        RunningServer(
          endpoint: .address(address), servers: servers, clients: clients, task: task))
    }
  } catch {
    failure = error
  }
  task.cancel()
  let result = await task.result
  for group in [servers, clients] {
    let left = await group.statistics()
    #expect(failure != nil || left.inFlight == 0)
    #expect(failure != nil || left.buffers == 0)
    #expect(failure != nil || left.residents == 0)
    await group.shutDown()
  }
  if let failure { throw failure }
  try result.get()
}

/// The plain loop.
@Sendable func serveLines(_ stream: SocketStream) async throws {
  while let line = try await stream.readLine() {
    try await stream.writeLine(line)
  }
}

/// A door that is shut until it is opened, for good.
actor Door {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    for task in waiting { task.resume() }
    waiting = []
  }

  func pass() async {
    guard !isOpen else { return }
    await withCheckedContinuation { waiting.append($0) }
  }
}
