// What must hold for every seed: what one peer wrote is what the other read, in order, exactly once,
// until the first error; every call comes to its end; and nothing is left.

public import SluiceTesting
import Sluice

/// The property of streams, for one seed at a time.
public enum StreamProperty {
  /// Runs the programs of that seed, and adds to `tally` what they did.
  ///
  /// With `narrates` the trace has the calls of both peers, too.
  ///
  /// - Throws: where the property does not hold, with the seed and the trace.
  @discardableResult
  public static func check(
    seed: UInt64, traceLimit: Int = 2_000, narrates: Bool = false, tally: Tally = Tally()
  ) throws(SimulationFailure) -> SimulatedRun<Int> {
    var random = SeededRandom(seed: seed, stream: 3)
    var configuration = SimulatedNetwork.Configuration(
      maximumTurns: 200_000, traceLimit: traceLimit)
    // A third of the seeds has a network that only delays: then nothing at all may be lost.
    if random.chance(0.33) {
      configuration.faults = .delays
      tally.lossless += 1
    }
    configuration.loops = random.chance(0.15) ? 2 : 1
    let clients = random.chance(0.1) ? 3 : 1
    let past = Past()
    let result = try SimulatedNetwork.run(seed: seed, configuration: configuration) { network in
      let conversations = Conversations(network: network, tally: tally, narrates: narrates)
      past.conversations = conversations
      return try await run(conversations, clients: clients)
    }
    guard let problem = past.conversations?.problem(counted: result.statistics) else {
      return result
    }
    // Once more, to have a failure with its trace: what is counted is known behind the end only.
    return try SimulatedNetwork.run(seed: seed, configuration: configuration) { network in
      let conversations = Conversations(network: network, tally: Tally(), narrates: narrates)
      _ = try await run(conversations, clients: clients)
      throw Misbehaviour(problem)
    }
  }
}

/// What a run leaves to those who look at it behind its end.
private final class Past: @unchecked Sendable {
  // Sendable: used by one thread, on the loops of a simulation and then behind it.
  var conversations: Conversations?
}
