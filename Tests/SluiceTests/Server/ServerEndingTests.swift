// How a server tells the ends of its connections apart, on both drivers.

import Glibc
import Sluice
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ServerEndingTests {
  private struct Failure: Error {}

  /// Runs a server for one plain client, and returns how its connection ended.
  private func ending(
    _ choice: KernelChoice, stream: StreamConfiguration = .serving,
    handler: @escaping @Sendable (SocketStream) async throws -> Void,
    client: @escaping @Sendable (PeerSocket) throws -> Void
  ) async throws -> Server.Ending? {
    let (incidents, reported) = AsyncStream.makeStream(of: Server.Ending.self)
    let counters = Server.Counters()
    try await withServer(
      choice,
      configure: {
        $0.stream = stream
        $0.counters = counters
        $0.onIncident = {
          if case .ended(let peer?, let ending) = $0, peer.family == .ipv4 {
            reported.yield(ending)
          }
        }
        // Also those that end well.
        $0.onFinished = { _, _ in if counters.statistics.finished > 0 { reported.yield(.finished) }
        }
      }, handler: handler
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let peer = try PeerSocket(to: address)
      try client(peer)
    }
    reported.finish()
    var found: [Server.Ending] = []
    for await ending in incidents { found.append(ending) }
    let statistics = counters.statistics
    #expect(statistics.accepted == 1)
    #expect(statistics.active == 0)
    #expect(found.count == 1)
    #expect(found.allSatisfy { statistics[$0] == 1 })
    return found.first
  }

  @Test(arguments: KernelChoice.allCases)
  func `Well`(_ choice: KernelChoice) async throws {
    let found = try await ending(choice, handler: serveLines) { peer in
      try peer.send("a\n")
      #expect(try peer.receive(exactly: 3) == Array("a\r\n".utf8))
      peer.finish()
      #expect(try peer.receiveAll() == [])
    }
    #expect(found == .finished)
  }

  @Test(arguments: KernelChoice.allCases)
  func `No first byte`(_ choice: KernelChoice) async throws {
    let stream = StreamConfiguration(firstByteTimeout: .milliseconds(50))
    let found = try await ending(choice, stream: stream, handler: serveLines) { peer in
      _ = try? peer.receiveAll()
    }
    #expect(found == .timedOut(.firstByte))
  }

  @Test(arguments: KernelChoice.allCases)
  func `A line a byte at a time`(_ choice: KernelChoice) async throws {
    let stream = StreamConfiguration(lineTimeout: .milliseconds(200))
    let found = try await ending(choice, stream: stream, handler: serveLines) { peer in
      // Until the server has had enough: so many bytes take a minute.
      for _ in 0..<6000 {
        do { try peer.send("x") } catch { return }
        usleep(10_000)
      }
      Issue.record("the server listened to the end")
    }
    #expect(found == .timedOut(.line))
  }

  @Test(arguments: KernelChoice.allCases)
  func `A time-out that the handler has dealt with`(_ choice: KernelChoice) async throws {
    let stream = StreamConfiguration(readTimeout: .milliseconds(50))
    let found = try await ending(
      choice, stream: stream,
      handler: { stream in
        do { try await serveLines(stream) } catch StreamError.timedOut {
          try await stream.writeLine("too slow")
        }
      },
      client: { peer in
        let all = try peer.receiveAll()
        #expect(all == Array("too slow\r\n".utf8))
      })
    #expect(found == .timedOut(.read))
  }

  @Test(arguments: KernelChoice.allCases)
  func `No byte either way`(_ choice: KernelChoice) async throws {
    let stream = StreamConfiguration(idleTimeout: .milliseconds(50))
    let found = try await ending(choice, stream: stream, handler: serveLines) { peer in
      _ = try? peer.receiveAll()
    }
    #expect(found == .timedOut(.idle))
  }

  @Test(arguments: KernelChoice.allCases)
  func `A peer that does not read`(_ choice: KernelChoice) async throws {
    let stream = StreamConfiguration(writeTimeout: .milliseconds(100))
    let isOver = Counter()
    let found = try await ending(
      choice, stream: stream,
      handler: { stream in
        defer { isOver.add(1) }
        while true { try await stream.write([UInt8](repeating: 1, count: 1 << 20)) }
      },
      client: { _ in for _ in 0..<30_000 where isOver.value == 0 { usleep(10_000) } })
    #expect(found == .timedOut(.write))
  }

  @Test(arguments: KernelChoice.allCases)
  func `An error of the handler`(_ choice: KernelChoice) async throws {
    let found = try await ending(
      choice, handler: { _ in throw Failure() }, client: { _ = try? $0.receiveAll() })
    #expect(found == .failed(.handler))
  }

  @Test(arguments: KernelChoice.allCases)
  func `A line that is too long`(_ choice: KernelChoice) async throws {
    let found = try await ending(
      choice, stream: StreamConfiguration(maximumLineLength: 10), handler: serveLines
    ) { peer in
      try peer.send("a line of too many bytes\n")
      _ = try? peer.receiveAll()
    }
    #expect(found == .failed(.handler))
  }

  @Test(arguments: KernelChoice.allCases)
  func `A reset by the peer`(_ choice: KernelChoice) async throws {
    let found = try await ending(choice, handler: serveLines) { peer in
      try peer.send("a\n")
      #expect(try peer.receive(exactly: 3) == Array("a\r\n".utf8))
      peer.reset()
    }
    #expect(found == .aborted(.reset))
  }

  @Test(arguments: KernelChoice.allCases)
  func `The handler drops it`(_ choice: KernelChoice) async throws {
    let found = try await ending(
      choice, handler: { await $0.abort() }, client: { _ = try? $0.receiveAll() })
    #expect(found == .aborted(.dropped))
  }

  @Test(arguments: KernelChoice.allCases)
  func `The drain is over`(_ choice: KernelChoice) async throws {
    let counters = Server.Counters()
    let begun = Door()
    try await withServer(
      choice,
      configure: {
        $0.counters = counters
        $0.drainTimeout = .milliseconds(50)
      },
      handler: { _ in
        await begun.open()
        try await Task.sleep(for: .seconds(600))
      }
    ) { server in
      let stream = try await server.connect()
      await begun.pass()
      try await server.stop()
      await stream.abort()
    }
    #expect(counters.statistics[.aborted(.drain)] == 1)
    #expect(counters.statistics.aborted == 1)
  }

  @Test func `Every ending has a name, and each of them another`() {
    let names = Server.Statistics().rows.map(\.name)
    #expect(Set(names).count == Server.Ending.allCases.count + Server.Refusal.allCases.count)
    #expect(names.contains("timed-out-first-byte") && names.contains("refused-address-limit"))
  }
}
