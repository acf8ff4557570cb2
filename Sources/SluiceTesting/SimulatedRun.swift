// What came of a simulated run.

public import Sluice

/// A run that came to its end.
public struct SimulatedRun<Value: Sendable>: Sendable {
  /// What the program returned.
  public var value: Value
  /// The seed of the run.
  public var seed: UInt64
  /// The faults of the run.
  public var faults: NetworkFaults
  /// How long the run took by its own clock.
  public var duration: Duration
  /// How many events it had.
  public var eventCount: Int
  /// How often what went wrong.
  public var faultCounts: FaultCounts
  /// A number made of all events: the same for the same seed and program, in every process.
  public var digest: UInt64
  /// The last events, oldest first; `SimulatedNetwork.Configuration.traceLimit` says how many.
  public var events: [TraceEvent]
  /// The counters of the loops, when everything was closed.
  public var statistics: LoopStatistics
  /// How many streams, listeners and waits the program had left, which were closed abortively.
  public var leftOpen: Int
}
