// Each fault, asked for by itself, happens; and the swarm has all of them, sooner or later.

import Sluice
import SluiceTesting
import Testing

@Suite struct NetworkFaultsTests {
  /// A client that sends lines and takes what comes.
  private func kinds(_ change: (inout NetworkFaults) -> Void) throws -> Set<TraceEvent.Kind> {
    var faults = NetworkFaults.none
    change(&faults)
    var found: Set<TraceEvent.Kind> = []
    for seed in 1...20 as ClosedRange<UInt64> {
      let configuration = SimulatedNetwork.Configuration(faults: .fixed(faults), traceLimit: 5_000)
      let run = try SimulatedNetwork.run(seed: seed, configuration: configuration, exchange)
      for event in run.events { found.insert(event.kind) }
    }
    return found
  }

  private func exchange(_ network: SimulatedNetwork) async throws {
    let limits = StreamConfiguration(
      readTimeout: .seconds(10), writeTimeout: .seconds(10), idleTimeout: .seconds(20))
    let server = try await network.serve(
      configuration: .init(stream: limits), handler: echoLines)
    for _ in 0..<3 {
      guard let stream = try? await network.connect(to: server, configuration: limits) else {
        continue
      }
      for number in 0..<40 { try? await stream.writeLine("this is line \(number)") }
      for _ in 0..<40 { _ = try? await stream.readLine() }
      try? await stream.close()
    }
  }

  @Test func `Nothing happens where nothing is asked for`() throws {
    let found = try kinds { _ in }
    for kind in [TraceEvent.Kind.cut, .stall, .blackHole, .clockJump, .resetArrived, .acceptFailed]
    {
      #expect(!found.contains(kind))
    }
  }

  @Test func `Resets`() throws {
    let found = try kinds { $0.resets = 1 }
    #expect(found.isSuperset(of: [.cut, .resetArrived, .receiveFailed]))
  }

  @Test func `Stalls and black holes`() throws {
    #expect(try kinds { $0.stalls = 1 }.contains(.stall))
    #expect(try kinds { $0.blackHoles = 0.5 }.contains(.blackHole))
  }

  @Test func `Connects and accepts that fail`() throws {
    #expect(try kinds { $0.refusals = 0.5 }.contains(.connectFailed))
    #expect(try kinds { $0.acceptFailures = 0.5 }.contains(.acceptFailed))
    #expect(try kinds { $0.descriptorLimit = 2 }.contains(.acceptFailed))
  }

  @Test func `The clock jumps`() throws {
    #expect(try kinds { $0.clockJumps = 0.2 }.contains(.clockJump))
  }

  @Test func `Bytes come and go one by one`() throws {
    var faults = NetworkFaults.none
    faults.segmentSize = 1...1
    faults.bufferSize = 5...5
    let configuration = SimulatedNetwork.Configuration(faults: .fixed(faults), traceLimit: 100_000)
    let run = try SimulatedNetwork.run(seed: 1, configuration: configuration, exchange)
    let arrivals = run.events.filter { $0.kind == .arrived }
    #expect(arrivals.allSatisfy { $0.count == 1 })
    #expect(arrivals.allSatisfy { $0.total <= 5 })
    #expect(arrivals.count > 1_000)
    #expect(run.statistics.aborted == 0)
  }

  @Test func `Completions overtake each other, and cancels come too late`() throws {
    let found = try kinds {
      $0.completionDelay = .zero ... .seconds(4)
      $0.cancelDelay = .zero ... .seconds(4)
    }
    #expect(found.isSuperset(of: [.cancelTooLate, .cancelled]))
  }

  @Test func `The swarm has a different set for each seed, and the same for the same`() {
    let swarm = (0..<500).map { NetworkFaults.swarm(seed: $0) }
    #expect(Set(swarm).count > 400)
    #expect(swarm[7] == NetworkFaults.swarm(seed: 7))
    for (name, isIn) in [
      ("resets", swarm.contains { $0.resets > 0 }), ("none", swarm.contains { $0.isLossless }),
      ("black holes", swarm.contains { $0.blackHoles > 0 }),
      ("accepts", swarm.contains { $0.acceptFailures > 0 }),
      ("few descriptors", swarm.contains { $0.descriptorLimit != nil }),
      ("jumps", swarm.contains { $0.clockJumps > 0 }),
    ] {
      #expect(isIn, "\(name)")
    }
    #expect(swarm.allSatisfy { $0.withoutLosses.isLossless })
  }
}
