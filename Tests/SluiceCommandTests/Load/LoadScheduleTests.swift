// `sluice load` in open loops, with a warm-up, with connections that are replaced, and with answers
// that take too long.

import Glibc
import Sluice
import Synchronization
import TestSupport
import Testing

@Suite struct LoadScheduleTests {
  private static func echo(_ stream: SocketStream) async throws {
    while try await stream.withBytes({ try await stream.write($0) }) != nil {}
  }

  @Test(
    arguments: CommandDriver.allCases,
    [["--requests", "200"], ["--requests", "200", "--arrivals", "poisson", "--loops", "2"]])
  func `An open loop starts what it is told to`(
    driver: CommandDriver, flags: [String]
  ) async throws {
    try driver.require()
    let load = try await withServer(Self.echo) {
      try await LoadOutcome(
        ["echo", "--connections", "4", "--rate", "1000"] + flags, connecting: $0, on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.requests == 200)
    #expect(load.results.unanswered == 0)
    #expect(load.results.startDelayMicroseconds != nil)
  }

  @Test(arguments: CommandDriver.allCases)
  func `For a time, an open loop starts as many as fall into it`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    let load = try await withServer(Self.echo) {
      try await LoadOutcome(
        ["echo", "--rate", "400", "--duration", "0.5", "--warm-up", "0.25", "--loops", "2"],
        connecting: $0, on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    // Whatever the machine does: 200 starts lie in the half second behind the warm-up.
    #expect(load.results.requests == 200)
  }

  @Test(arguments: CommandDriver.allCases)
  func `What waits behind a slow answer is counted from its intended start`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    // One connection, one request at a time, and a server that sleeps once for half a second.
    let hasSlept = Atomic(false)
    let load = try await withServer { stream in
      while case let bytes = try await stream.read(), !bytes.isEmpty {
        if !hasSlept.exchange(true, ordering: .relaxed) {
          try await Task.sleep(for: .milliseconds(500))
        }
        try await stream.write(bytes)
      }
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "1", "--rate", "200", "--requests", "100"], connecting: $0,
        on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.requests == 100)
    // The starts of half a second waited: the second of them for 495 ms, the last not at all. So the
    // half of all waited longer than 240 ms, less only what the sleep was not the first to delay.
    let median = load.results.latencyMicroseconds["p50"] ?? 0
    #expect(median >= 200_000, "\(load.results.latencyMicroseconds)")
  }

  @Test(arguments: CommandDriver.allCases, [["--rate", "2000"], []])
  func `Connections are replaced after so many requests`(
    driver: CommandDriver, flags: [String]
  ) async throws {
    try driver.require()
    let load = try await withServer(Self.echo) {
      try await LoadOutcome(
        [
          "echo", "--connections", "2", "--requests", "60", "--requests-per-connection", "5",
          "--pipeline", "3",
        ] + flags, connecting: $0, on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.requests == 60)
    #expect(12...14 ~= load.results.connections.opened, "\(load.results.connections.opened)")
  }

  @Test(arguments: CommandDriver.allCases)
  func `A connection that fails is replaced in an open loop, and counted`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    let load = try await withServer { stream in
      for _ in 0..<10 { try await stream.write(try await stream.readExactly(64)) }
      _ = try await stream.readExactly(64)
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "1", "--rate", "500", "--requests", "55"], connecting: $0,
        on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["end of stream": 5])
    #expect(load.results.requests == 50)
    #expect(load.results.unanswered == 5)
  }

  @Test(arguments: CommandDriver.allCases, [["--rate", "1000"], []])
  func `An answer that takes too long is counted, and its connection replaced`(
    driver: CommandDriver, flags: [String]
  ) async throws {
    try driver.require()
    let connections = Atomic(0)
    let load = try await withServer { stream in
      // The first connection is never answered.
      guard connections.wrappingAdd(1, ordering: .relaxed).oldValue > 0 else {
        return try await Task.sleep(for: .seconds(3600))
      }
      try await Self.echo(stream)
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "1", "--requests", "20", "--timeout", "5"] + flags,
        connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["timeout": 1])
    #expect(load.results.firstErrors["timeout"] == "no answer came within 5.00 s")
    #expect(load.results.requests == 19)
    #expect(load.results.unanswered == 1)
    #expect(load.results.connections.opened == 2)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A warm-up is in no figure`(driver: CommandDriver) async throws {
    try driver.require()
    let count = Atomic(0)
    let load = try await withServer { stream in
      while case let bytes = try await stream.readExactly(64) {
        count.wrappingAdd(1, ordering: .relaxed)
        try await stream.write(bytes)
      }
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "2", "--requests", "50", "--warm-up", "0.2"], connecting: $0,
        on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.requests == 50)
    #expect(count.load(ordering: .relaxed) > 50)
    #expect(load.results.timeline.reduce(0) { $0 + $1.requests } == 50)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Connections are opened at a rate`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer(Self.echo) {
      try await LoadOutcome(
        ["echo", "--connections", "20", "--connect-rate", "200", "--requests", "20"],
        connecting: $0, on: driver)
    }
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.connections.opened == 20)
  }

  @Test(arguments: CommandDriver.allCases, ["64", "100000"])
  func `Large requests and a rate go together, and stall together`(
    driver: CommandDriver, size: String
  ) async throws {
    try driver.require()
    let server = try await CommandServer(["echo", "--driver", driver.rawValue])
    let right = try await LoadOutcome(
      ["echo", "--connections", "2", "--rate", "200", "--requests", "20", "--size", size],
      connecting: server.address, on: driver)
    server.end()
    #expect(right.isGood, "\(right.results.firstErrors)")
    #expect(right.results.requests == 20)
    let stalled = try await withServer { _ in
      try await Task.sleep(for: .seconds(3600))
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "2", "--rate", "50", "--requests", "20", "--size", size],
        connecting: $0, on: driver)
    }
    #expect(stalled.status == 1)
    #expect(stalled.results.errors == ["stalled": 2])
    // Two under way, and those that found no connection free.
    #expect(stalled.results.unanswered == 20)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Datagrams have a rate, too`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["echo", "--udp", "--driver", driver.rawValue])
    let load = try await LoadOutcome(
      ["echo", "--udp", "--connections", "2", "--rate", "500", "--requests", "50"],
      connecting: server.address, on: driver)
    #expect(load.isGood, "\(load.results.firstErrors)")
    #expect(load.results.requests == 50)
    _ = try await server.stop(by: SIGTERM)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A socket that failed gets nothing more to send`(driver: CommandDriver) async throws {
    try driver.require()
    // A loop of its own: the threads of other tests may be busy for longer than the load waits.
    let group = try EventLoopGroup(loops: 1, driver: .poll)
    let socket = try await DatagramSocket.bind(to: .tcp("127.0.0.1", 0), on: group.loops[0])
    let address = try #require(await socket.localAddress())
    let server = group.loops[0].spawn {
      var count = 0
      while true {
        var datagram = try await socket.receive()
        count += 1
        if count == 3 { datagram.bytes[20] ^= 1 }
        try await socket.send(datagram.bytes, to: datagram.sender)
      }
    }
    let load = try await LoadOutcome(
      [
        "echo", "--udp", "--connections", "2", "--pipeline", "4", "--rate", "200", "--requests",
        "40", "--timeout", "30",
      ], connecting: address, on: driver)
    #expect(load.status == 1)
    #expect(load.results.errors == ["mismatch": 1])
    // No more than was under way on it; all others go to the other socket, and are answered.
    #expect(1...4 ~= load.results.unanswered, "\(load.results.unanswered)")
    #expect(load.results.requests + load.results.unanswered == 40)
    await socket.close()
    await #expect(throws: StreamError.closed) { try await server.value }
    await group.shutDown()
  }
}
