// A task that holds a loop is found, with its connection. (How long anything takes is not asked.)

import Glibc
import Logging
import Sluice
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized) struct ServerStallTests {
  /// Runs a server whose handler holds its loop when it is told to, and returns what was reported.
  private func stalls(
    _ choice: KernelChoice, log: LogRecorder, counters: Server.Counters,
    threshold: Duration? = .milliseconds(20),
    hold: @escaping @Sendable (SocketStream) async throws -> Void,
    _ client: (SocketStream, _ found: () -> [Server.Stall]) async throws -> Void
  ) async throws {
    let found = Lock<[Server.Stall]>([])
    try await withServer(
      choice, loops: 2, logger: log.logger,
      configure: {
        $0.counters = counters
        $0.stallThreshold = threshold
        $0.onIncident = { incident in
          if case .stalled(let stall) = incident { found.withLock { $0.append(stall) } }
        }
      },
      handler: { stream in
        while let line = try await stream.readLine() {
          if line == "hold" { try await hold(stream) }
          try await stream.writeLine(line)
        }
      }
    ) { server in
      let stream = try await server.connect()
      try await client(stream) { found.withLock { $0 } }
      await stream.abort()
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `It is named with its peer, its loop and its length`(_ choice: KernelChoice) async throws {
    let (log, counters) = (LogRecorder(), Server.Counters())
    try await stalls(choice, log: log, counters: counters, hold: { _ in usleep(400_000) }) {
      stream, found in
      let address = await stream.localAddress()
      try await stream.writeLine("a")
      #expect(try await stream.readLine() == "a")
      try await stream.writeLine("hold")
      #expect(try await stream.readLine() == "hold")
      while !found().contains(where: { $0.peer == address }) {
        try await Task.sleep(for: .milliseconds(1))
      }
      let stall = try #require(found().last { $0.peer == address })
      #expect(stall.duration >= .milliseconds(20))
      #expect(stall.loop.hasPrefix("sluice-"))
      let text = address.map { "\($0)" }
      let line = try #require(
        log.lines.last { $0.message == "a task held a loop" && $0.metadata["peer"] == text })
      #expect(line.level == .warning)
      #expect(line.metadata["loop"] == stall.loop)
    }
    #expect(counters.statistics.stalls >= 1)
  }

  @Test(arguments: KernelChoice.allCases)
  func `It is named also where the handler ends with it`(_ choice: KernelChoice) async throws {
    struct Enough: Error {}
    let (log, counters) = (LogRecorder(), Server.Counters())
    try await stalls(
      choice, log: log, counters: counters,
      hold: { _ in
        usleep(400_000)
        throw Enough()
      }
    ) { stream, found in
      let address = await stream.localAddress()
      try await stream.writeLine("hold")
      _ = try? await stream.readLine()
      while !found().contains(where: { $0.peer == address }) {
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `A task of a handler's own holds the loop without a name`(
    _ choice: KernelChoice
  ) async throws {
    let (log, counters) = (LogRecorder(), Server.Counters())
    try await stalls(
      choice, log: log, counters: counters,
      hold: { stream in
        async let held: Void = { _ = usleep(400_000) }()
        await held
      }
    ) { stream, found in
      try await stream.writeLine("hold")
      #expect(try await stream.readLine() == "hold")
      while !found().contains(where: { $0.peer == nil }) {
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }

  @Test(arguments: KernelChoice.allCases)
  func `Where nobody is to look, nobody does`(_ choice: KernelChoice) async throws {
    let (log, counters) = (LogRecorder(), Server.Counters())
    try await stalls(
      choice, log: log, counters: counters, threshold: nil, hold: { _ in usleep(50_000) }
    ) { stream, found in
      try await stream.writeLine("hold")
      #expect(try await stream.readLine() == "hold")
      #expect(found().isEmpty)
    }
    #expect(counters.statistics.stalls == 0)
    #expect(!log.lines.contains { $0.message == "a task held a loop" })
  }
}
