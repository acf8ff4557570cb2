// Signals: a wait ends early, and nothing that was queued is lost.

import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@Suite struct UringSignalTests {
  @Test(arguments: RingStep.allCases)
  func `a signal ends a wait without a deadline`(step: RingStep) throws {
    let driver = try makeUring { $0.firstStep = step }
    defer { driver.close() }
    let storm = SignalStorm()
    defer { storm.end() }
    var completions: [Completion] = []
    for _ in 0..<10 { driver.turn(until: nil, into: &completions) }
    #expect(completions.isEmpty)
  }

  @Test(arguments: RingStep.allCases)
  func `no operation is lost in a storm of signals`(step: RingStep) throws {
    let (runner, driver) = try runUring {
      $0.firstStep = step
      $0.submissionEntries = 2
    }
    let (client, server) = try runner.connection(.abstract)
    let storm = SignalStorm()
    defer { storm.end() }
    for round in 0..<500 {
      let word = (0..<8).map { UInt8(truncatingIfNeeded: round >> (8 * $0)) }
      let (output, input) = (DriverBytes(word), DriverBytes(count: 64))
      defer { withExtendedLifetime((input, output)) {} }
      let (send, receive, extra) = (runner.freshID(), runner.freshID(), runner.freshID())
      driver.receive(from: server, into: input.lent, expecting: .nothing, id: receive)
      driver.nothing(id: extra)
      driver.send(to: client, from: output.lent, id: send)
      let results = try [send, receive, extra].map { try runner.next($0).result }
      #expect(results == [8, 8, 0])
      #expect(input.prefix(8) == word)
    }
    #expect(driver.statistics.inFlight == 0)
  }
}
