// The counts of a server's endings on a simulated network, where time costs nothing and everything is
// known.

import Sluice
import SluiceTesting
import Testing

private let calm = SimulatedNetwork.Configuration(faults: .fixed(.none))

@Suite struct ServerEndingSimulationTests {
  @Test func `The defaults of a server let an idle client stay, and no slow one`() throws {
    let counters = Server.Counters()
    try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
      let server = try await network.serve(
        configuration: Server.Configuration(counters: counters), handler: echoLines)
      let silent = try await network.connect(to: server)
      let slow = try await network.connect(to: server)
      let idle = try await network.connect(to: server)
      try await idle.writeLine("here I am")
      #expect(try await idle.readLine() == "here I am")
      // A byte a second, until the server has had enough of it.
      let began = network.elapsed
      while counters.statistics[.timedOut(.line)] == 0, network.elapsed < .seconds(3600) {
        try? await slow.write("x")
        try await network.sleep(for: .seconds(1))
      }
      let lasted = network.elapsed - began
      #expect(lasted >= .seconds(60) && lasted <= .seconds(62))
      #expect(counters.statistics[.timedOut(.firstByte)] == 1)
      try await network.sleep(for: .seconds(100_000))
      try await idle.writeLine("still here")
      #expect(try await idle.readLine() == "still here")
      for stream in [silent, slow, idle] { await stream.abort() }
    }
    let statistics = counters.statistics
    #expect(statistics.timedOut == 2)
    #expect(statistics.active == 0)
  }

  @Test func `Every connection ends in one way, whatever the network does`() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      let counters = Server.Counters()
      let told = Told()
      try SimulatedNetwork.run(seed: seed) { network in
        let configuration = Server.Configuration(
          stream: StreamConfiguration(
            readTimeout: .seconds(20), writeTimeout: .seconds(5), firstByteTimeout: .seconds(3),
            lineTimeout: .seconds(10), idleTimeout: .seconds(15)),
          drainTimeout: .seconds(5), counters: counters,
          onAccepted: { _ in told.accepted += 1 }, onFinished: { _, _ in told.finished += 1 },
          onIncident: { incident in
            if case .ended(_, let ending) = incident, ending != .finished { told.incidents += 1 }
          })
        guard
          let server = try? await network.serve(configuration: configuration, handler: echoLines)
        else { return }
        for number in 0..<4 {
          guard
            let stream = try? await network.connect(
              to: server, configuration: StreamConfiguration(readTimeout: .seconds(8)))
          else { continue }
          try? await stream.write("line \(number)\nand a ha")
          _ = try? await stream.readLine()
          if number % 2 == 0 { await stream.abort() } else { try? await stream.close() }
        }
      }
      let statistics = counters.statistics
      #expect(statistics.active == 0, "seed \(seed)")
      #expect(statistics.accepted == told.accepted, "seed \(seed)")
      #expect(statistics.accepted == told.finished, "seed \(seed)")
      #expect(statistics.accepted == statistics.finished + told.incidents, "seed \(seed)")
      #expect(
        statistics.accepted == statistics.finished + statistics.timedOut + statistics.failed
          + statistics.aborted, "seed \(seed)")
      #expect(statistics.stalls == 0, "seed \(seed)")
    }
  }

  /// What the hooks have told. Sendable: a simulation has one thread.
  private final class Told: @unchecked Sendable {
    var accepted = 0
    var finished = 0
    var incidents = 0
  }
}
