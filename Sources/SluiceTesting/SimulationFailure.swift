// Why a simulated run failed, and how to see it again.

/// A run of a simulation that failed. Its description has the seed, the reason and the trace: enough to
/// repeat the run, and usually enough to understand it.
public struct SimulationFailure: Error, Sendable {
  /// What went wrong.
  public enum Reason: Sendable {
    /// The program threw this.
    case thrown(any Error)
    /// Everybody waits, and nothing will ever happen.
    case stuck
    /// After so many turns of the loops the program had not come to its end.
    case endless(turns: Int)
    /// Something is left when everything was closed, or a rule of `Driver` was broken: a fault of
    /// Sluice, not of the program. In words.
    case unsound(String)
  }

  /// The seed: `SimulatedNetwork.run(seed:)` with it fails in the same way.
  public var seed: UInt64
  /// What went wrong.
  public var reason: Reason
  /// The faults of the run.
  public var faults: NetworkFaults
  /// What happened, a line an event.
  public var trace: String
}

extension SimulationFailure.Reason: CustomStringConvertible {
  /// In words.
  public var description: String {
    switch self {
    case .thrown(let error): "\(error)"
    case .stuck: "everybody waits, and nothing will ever happen"
    case .endless(let turns): "no end after \(turns) turns"
    case .unsound(let what): "Sluice itself failed: \(what)"
    }
  }
}

extension SimulationFailure: CustomStringConvertible {
  /// Everything there is to say.
  public var description: String {
    """
    seed \(seed) failed: \(reason)
    repeat it with SimulatedNetwork.run(seed: \(seed)) and the same configuration
    faults: \(faults)
    \(trace)
    """
  }
}
