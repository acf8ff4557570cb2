// Handlers that were written for `Server`, unchanged, on a simulated network; its time and its end.

import Sluice
import SluiceLoop
import SluiceTesting
import Testing

/// The echo of the README.
func echoLines(_ stream: SocketStream) async throws {
  while let line = try await stream.readLine() {
    try await stream.writeLine(line)
  }
}

private let calm = SimulatedNetwork.Configuration(faults: .fixed(.none))

@Suite struct SimulatedNetworkTests {
  @Test func `A handler of a server answers`() throws {
    let run = try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      let server = try await network.serve(handler: echoLines)
      let stream = try await network.connect(to: server)
      try await stream.writeLine("hello")
      let answer = try await stream.readLine()
      try await stream.close()
      return answer
    }
    #expect(run.value == "hello")
    #expect(run.leftOpen == 0)
    #expect(run.statistics.accepted == 1)
    #expect(run.duration > .zero)
  }

  @Test func `Many clients are served over several loops, by whatever way they come`() throws {
    let configuration = SimulatedNetwork.Configuration(faults: .delays, loops: 3)
    for seed in 1...30 as ClosedRange<UInt64> {
      let run = try SimulatedNetwork.run(seed: seed, configuration: configuration) { network in
        let server = try await network.serve(
          at: .tcp("::1", 0), configuration: .init(acceptors: .one), handler: echoLines)
        await withTaskGroup { tasks in
          for number in 0..<6 {
            tasks.addTask(executorPreference: network.group.loops[number % 3]) {
              try? await talk(to: server, number)
            }
          }
        }
      }
      #expect(run.statistics.accepted == 6)
      #expect(run.statistics.bytesIn == run.statistics.bytesOut)
    }
  }

  private func talk(to server: SimulatedServer, _ number: Int) async throws {
    try await SocketStream.withConnection(to: .address(server.address)) { stream in
      for line in 0..<5 {
        try await stream.writeLine("\(number) \(line)")
        #expect(try await stream.readLine() == "\(number) \(line)")
      }
    }
  }

  @Test func `An hour takes no time, and no more than an hour`() throws {
    let run = try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      // A server by default does not wait so long for the first byte.
      let server = try await network.serve(
        configuration: Server.Configuration(stream: StreamConfiguration())
      ) { stream in _ = try await stream.readLine() }
      let stream = try await network.connect(
        to: server, configuration: .init(readTimeout: .seconds(3600)))
      await #expect(throws: StreamError.timedOut) { try await stream.readLine() }
      try await network.sleep(for: .seconds(3600))
      try await stream.close()
    }
    #expect(run.duration > .seconds(7200))
    #expect(run.duration < .seconds(7202))
  }

  @Test func `A drain ends by the clock of the network`() throws {
    let run = try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      let configuration = Server.Configuration(drainTimeout: .seconds(500))
      let server = try await network.serve(configuration: configuration) { stream in
        try await network.sleep(for: .seconds(100_000))
      }
      let stream = try await network.connect(to: server)
      let began = network.elapsed
      try await server.stop()
      await stream.abort()
      return network.elapsed - began
    }
    #expect(run.value >= .seconds(500))
    #expect(run.value < .seconds(501))
  }

  @Test func `A sleep is cancelled with its task`() throws {
    let run = try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      let sleeper = network.group.loops[0].spawn { try await network.sleep(for: .seconds(1000)) }
      try await network.sleep(for: .seconds(1))
      sleeper.cancel()
      await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
    #expect(run.duration < .seconds(2))
  }

  @Test func `What the program draws changes nothing of the network`() throws {
    func digest(draws: Int) throws -> UInt64 {
      try SimulatedNetwork.run(seed: 9) { network in
        var random = network.random()
        for _ in 0..<draws { _ = random.next() }
        let server = try await network.serve(handler: echoLines)
        let stream = try? await network.connect(to: server)
        try? await stream?.writeLine("hello")
        await stream?.abort()
      }.digest
    }
    #expect(try digest(draws: 0) == digest(draws: 5))
  }

  @Test func `A task that leaves the simulation is waited for`() async throws {
    var configuration = calm
    // The threads of the concurrency library may all be at work for other tests; so this one waits on a
    // thread of its own, and what it waits for comes before them.
    configuration.patience = .seconds(300)
    let run = try await EventLoopGroup.default.blocking { [configuration] in
      try SimulatedNetwork.run(seed: 1, configuration: configuration) { network in
        try await Task.sleep(for: .milliseconds(1))
        return await Task.detached(priority: .high) { 7 }.value
      }
    }
    #expect(run.value == 7)
    #expect(run.events.contains { $0.kind == .note })
  }

  @Test func `What is left open is counted, and closed`() throws {
    let run = try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      let listener = try await Listener.listen(
        at: .tcp("10.0.0.9", 80), on: network.group.loops[0])
      return try await SocketStream.connect(to: .address(listener.address))
    }
    #expect(run.leftOpen >= 1)
    #expect(run.statistics.residents == 0)
  }
}
