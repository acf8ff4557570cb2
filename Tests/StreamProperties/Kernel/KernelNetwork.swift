// The loopback of the real kernel as the place of a property run: one loop with a thread of its own.

import Logging
import Sluice
import SluiceLoop
import SluiceTesting
import SystemPackage

/// A network over a driver. Peers, their ledgers and what is in here are touched by the loop's thread
/// alone, as on a simulated network.
final class KernelNetwork: PropertyNetwork, @unchecked Sendable {
  // Sendable: every `var` is touched on the thread of `loop` only.

  let seed: UInt64
  let faults: NetworkFaults
  let group: EventLoopGroup
  private let beginning = ContinuousClock.now
  private var notes: [String] = []
  private var servers: [KernelServer] = []

  /// The most of a wait that a plan has which is really waited for.
  private static let longestSleep = Duration.milliseconds(10)

  init(seed: UInt64, faults: NetworkFaults, _ driver: any Driver) throws(Errno) {
    self.seed = seed
    self.faults = faults
    let report = DriverReport(kind: driver.kind, choice: .asked, reason: "a property run")
    let logger = Logger(label: "sluice") { _ in SwiftLogNoOpLogHandler() }
    let loop = EventLoop(name: "property", kernel: driver, report: report, logger: logger)
    group = EventLoopGroup(turnedByHand: [loop])
    try loop.start()
  }

  var loop: EventLoop { group.loops[0] }
  var elapsed: Duration { ContinuousClock.now - beginning }
  var timeJumped: Duration { .zero }
  var hasVirtualTime: Bool { false }
  var lateness: Duration? { nil }
  /// This process may have few descriptors.
  var connectsMayFail: Bool { true }
  var acceptsWhatFailed: Bool { true }
  var asksEachTurn: Bool { false }

  /// What was said last, of the few hundred lines that are kept.
  var story: String { notes.suffix(60).joined(separator: "\n") }

  func random(_ number: UInt64) -> SeededRandom {
    SeededRandom(seed: seed, stream: 1_000 &+ number)
  }

  /// A reset that comes behind the peer's end is a broken pipe.
  func mayFailReads(_ error: Errno) -> Bool {
    error == .connectionReset || error == .brokenPipe || !faults.isLossless
  }

  func sleep(for duration: Duration) async throws {
    try await Task.sleep(for: min(duration, Self.longestSleep))
  }

  func note(_ text: String) {
    if notes.count > 400 { notes.removeFirst(200) }
    notes.append(text)
  }

  /// Tries again where there is no socket for the listener: that is one of the faults.
  func serve(
    _ configuration: Server.Configuration,
    _ handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws -> any PropertyServer {
    while true {
      do {
        return try await listen(configuration, handler)
      } catch let error as IOError where error.operation == .open && !faults.isLossless {
        note("\(error)")
      }
    }
  }

  private func listen(
    _ configuration: Server.Configuration,
    _ handler: @escaping @Sendable (SocketStream) async throws -> Void
  ) async throws -> KernelServer {
    let (news, sender) = AsyncStream<Result<SocketAddress, any Error>>.makeStream()
    var configuration = configuration
    configuration.group = group
    configuration.drainTimeout = .seconds(60)
    configuration.onListening = { sender.yield(.success($0)) }
    let task = loop.spawn { [configuration] () async throws -> Void in
      do {
        try await Server.run(
          at: .tcp("127.0.0.1", 0), configuration: configuration, handler: handler)
      } catch {
        sender.yield(.failure(error))
        throw error
      }
    }
    for await result in news {
      let server = KernelServer(address: try result.get(), task: task)
      servers.append(server)
      return server
    }
    throw CancellationError()
  }

  func connect(
    to address: SocketAddress, _ configuration: StreamConfiguration
  ) async throws(StreamError) -> SocketStream {
    try await SocketStream.connect(to: .address(address), configuration: configuration, on: loop)
  }

  /// Ends everything by force, so that everybody who waits stops waiting.
  func giveUp() {
    for server in servers { server.task.cancel() }
    loop.abandonResidents()
  }
}

/// A server on the loopback.
struct KernelServer: PropertyServer {
  let address: SocketAddress
  let task: Task<Void, any Error>

  func stop() async throws {
    task.cancel()
    try await task.value
  }
}
