// A run from its seed to its end, and what must hold then.

import Sluice
import SluiceCore
import SluiceLoop

extension SimulatedNetwork {
  /// After so long by its own clock, what a program has left is closed abruptly.
  private static let settlingTime = Duration.seconds(600)

  /// Runs `program` on a network of that seed, to its end: until it has returned, its servers have
  /// drained, and everything is closed.
  ///
  /// The calling thread does all of it, and never waits. Call it from a test, a `main`, or a task.
  ///
  /// - Throws: `SimulationFailure` where the program throws, waits for what never happens, or finds no
  ///   end; and where Sluice itself breaks a rule, or leaves something behind. It prints the seed, the
  ///   faults and what happened.
  @discardableResult
  public static func run<Value: Sendable>(
    seed: UInt64, configuration: Configuration = Configuration(),
    _ program: @escaping @Sendable (SimulatedNetwork) async throws -> Value
  ) throws(SimulationFailure) -> SimulatedRun<Value> {
    let network = SimulatedNetwork(seed: seed, configuration)
    defer { network.takeDown() }
    return try network.run(program)
  }

  /// Runs `program` once for each seed, and stops at the first that fails.
  ///
  /// - Throws: as `run(seed:)`.
  public static func run<Value: Sendable>(
    seeds: some Sequence<UInt64>, configuration: Configuration = Configuration(),
    _ program: @escaping @Sendable (SimulatedNetwork) async throws -> Value
  ) throws(SimulationFailure) {
    for seed in seeds { try run(seed: seed, configuration: configuration, program) }
  }

  private func run<Value: Sendable>(
    _ program: @escaping @Sendable (SimulatedNetwork) async throws -> Value
  ) throws(SimulationFailure) -> SimulatedRun<Value> {
    let outcome = ProgramOutcome<Value>()
    let task = group.loops[0].spawn { [self] in
      do { outcome.result = .success(try await program(self)) } catch {
        outcome.result = .failure(error)
      }
      do { try await stopServers() } catch {
        if case .success? = outcome.result { outcome.result = .failure(error) }
      }
      outcome.isOver = true
    }
    switch simulate(isPatient: true, until: { outcome.isOver }) {
    case .done: break
    case .endless: try stop(task, .endless(turns: turns))
    case .stuck:
      // What it threw before its servers got stuck says more.
      if case .failure(let error)? = outcome.result { try stop(task, .thrown(error)) }
      try stop(task, .stuck)
    }
    let leftOpen = settle()
    if let problem { throw failure(.unsound(problem)) }
    switch outcome.result {
    case .success(let value)?: return report(value, leftOpen: leftOpen)
    case .failure(let error)?: throw failure(.thrown(error))
    case nil: preconditionFailure("a program is over and has no outcome")
    }
  }

  /// Ends a program that does not come to its end.
  private func stop(
    _ program: Task<Void, Never>, _ reason: SimulationFailure.Reason
  ) throws(SimulationFailure) -> Never {
    // With the trace as it is, before what follows adds to it.
    let found = failure(reason)
    program.cancel()
    closeAbruptly()
    throw found
  }

  private func report<Value: Sendable>(_ value: Value, leftOpen: Int) -> SimulatedRun<Value> {
    var statistics = LoopStatistics()
    for loop in group.loops { statistics += loop.snapshot() }
    return SimulatedRun(
      value: value, seed: seed, faults: faults, duration: elapsed, eventCount: wire.trace.count,
      faultCounts: wire.counts, digest: wire.trace.digest, events: wire.trace.kept,
      statistics: statistics,
      leftOpen: leftOpen)
  }

  private func failure(_ reason: SimulationFailure.Reason) -> SimulationFailure {
    SimulationFailure(
      seed: seed, reason: reason, faults: faults,
      trace: wire.trace.text(violations: wire.violations))
  }

  // MARK: The end

  private var residents: Int { group.loops.reduce(0) { $0 + $1.snapshot().residents } }

  /// Lets what is being closed come to its end, and closes what nobody does: how much that was.
  private func settle() -> Int {
    let limit = wire.now + Self.settlingTime
    let isQuiet = { [self] in residents == 0 && group.loops.allSatisfy(\.isIdle) }
    _ = simulate { isQuiet() || wire.now > limit }
    let left = residents
    if left > 0 { closeAbruptly() }
    // What was handed up for nobody, and the ends of those that wait for nothing any more.
    _ = simulate { [self] in
      isQuiet() && drivers.allSatisfy { $0.statistics.inFlight == 0 && $0.due.isEmpty }
    }
    return left
  }

  private func closeAbruptly() {
    for loop in group.loops { loop.abandonResidents() }
    _ = simulate(turns: 10_000) { [self] in
      residents == 0 && group.loops.allSatisfy(\.isIdle)
    }
  }

  /// What must not be left when everything was closed, in words; nil: nothing is.
  private var problem: String? {
    if let first = wire.violations.first { return first }
    for loop in group.loops {
      let counters = loop.snapshot()
      guard counters.inFlight == 0 else { return "\(counters.inFlight) operations are in flight" }
      guard counters.residents == 0 else { return "\(counters.residents) residents are left" }
      guard counters.buffers == 0 else { return "\(counters.buffers) buffers are left" }
    }
    return wire.openCount == 0 ? nil : "\(wire.openCount) descriptors are open"
  }

  private func takeDown() {
    for loop in group.loops {
      loop.dropCalls()
      // A task that had left may have come back from another thread, which is still at it.
      loop.awaitBringers()
    }
    for driver in drivers { driver.close() }
    wire.takeDown()
    servers = []
  }
}

/// What came of a program.
private final class ProgramOutcome<Value: Sendable>: @unchecked Sendable {
  // Sendable: written by a task of a loop and read between the turns of it, by the thread that turns.
  var result: Result<Value, any Error>?
  var isOver = false
}
