// A handler that was written for `Server`, unchanged, on a simulated network.

import Sluice
import SluiceTesting
import Testing

/// The echo of the README.
func echoLines(_ stream: SocketStream) async throws {
  while let line = try await stream.readLine() {
    try await stream.writeLine(line)
  }
}

@Suite struct SimulatedNetworkTests {
  @Test func `A handler of a server answers`() throws {
    let run = try SimulatedNetwork.run(
      seed: 1, configuration: .init(faults: NetworkFaults.none)
    ) { network in
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
}
