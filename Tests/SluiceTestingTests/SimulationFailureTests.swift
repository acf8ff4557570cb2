// What is said of a run that fails.

import Sluice
import SluiceTesting
import Testing

private let calm = SimulatedNetwork.Configuration(faults: .fixed(.none))

@Suite struct SimulationFailureTests {
  private struct Mistake: Error {}

  @Test func `What the program throws comes with the seed and the trace`() throws {
    let failure = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(seed: 42, configuration: calm) { network in
        let server = try await network.serve(handler: echoLines)
        let stream = try await network.connect(to: server)
        network.note("now it happens")
        await stream.abort()
        throw Mistake()
      }
    }
    #expect(failure.seed == 42)
    guard case .thrown(let error) = failure.reason else {
      Issue.record("\(failure.reason)")
      return
    }
    #expect(error is Mistake)
    let text = "\(failure)"
    for part in [
      "seed 42 failed", "server  listens", "#1 client  connects", "— now it happens",
      "#1 client  closes with a reset", "#1 server  a reset arrives",
    ] {
      #expect(text.contains(part), "\(part) is not in \(text)")
    }
  }

  @Test func `Who waits for ever is told so`() throws {
    let failure = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(seed: 1, configuration: calm) { network in
        // A server by default does not wait for ever for the first byte.
        let server = try await network.serve(
          configuration: Server.Configuration(stream: StreamConfiguration())
        ) { stream in _ = try await stream.readLine() }
        let stream = try await network.connect(to: server)
        _ = try await stream.readLine()
      }
    }
    guard case .stuck = failure.reason else {
      Issue.record("\(failure.reason)")
      return
    }
  }

  @Test func `A program without an end is ended`() throws {
    var configuration = calm
    configuration.maximumTurns = 500
    configuration.traceLimit = 10
    let failure = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(seed: 1, configuration: configuration) { network in
        while true { try await network.sleep(for: .seconds(1)) }
      }
    }
    guard case .endless(turns: 500) = failure.reason else {
      Issue.record("\(failure.reason)")
      return
    }
  }

  @Test func `The first seed that fails ends a search`() throws {
    let failure = try #require(throws: SimulationFailure.self) {
      try SimulatedNetwork.run(seeds: 1...10, configuration: calm) { network in
        if network.seed == 4 { throw Mistake() }
      }
    }
    #expect(failure.seed == 4)
  }
}
