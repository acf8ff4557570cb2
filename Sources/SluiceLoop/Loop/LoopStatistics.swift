// What a loop counts. Counters are part of the surface, so that claims can be checked.

/// Counters of one loop, or summed over several.
public struct LoopStatistics: Hashable, Sendable {
  /// Connections that listeners accepted.
  public var accepted = 0
  /// Connections that were made to somebody else.
  public var connected = 0
  /// Streams whose descriptor was closed.
  public var closed = 0
  /// Of those, streams that were closed abruptly: by `abort()`, by being dropped, because output
  /// could not be delivered, or because the time for an orderly end was up.
  public var aborted = 0
  /// Receives that completed, and those tried without waiting that brought bytes.
  public var receives = 0
  /// Sends that completed.
  public var sends = 0
  /// Turns of the loop.
  public var turns = 0
  /// System calls that waited for or fetched completions.
  public var enters = 0
  /// Operations handed to the driver.
  public var submissions = 0
  /// Completions handed up by the driver.
  public var completions = 0
  /// The most completions that one turn brought (of several loops: the largest).
  public var largestBatch = 0
  /// Times a completion queue was found overflown.
  public var overflows = 0
  /// Operations under way.
  public var inFlight = 0
  /// Calls on streams from elsewhere than their loop: each paid two hops.
  public var foreignCalls = 0
  /// Times that a task held the loop for longer than a server's `stallThreshold`.
  public var stalls = 0
  /// Lines that wrapped around the end of a buffer and were made contiguous.
  public var lineMoves = 0
  /// Bytes received.
  public var bytesIn = 0
  /// Bytes sent.
  public var bytesOut = 0
  /// Buffers taken from the pools and not given back.
  public var buffers = 0
  /// Descriptors, waits and the like that live on the loop.
  public var residents = 0

  /// All zero.
  public init() {}

  /// Names and values, in the order and spelling in which the command prints them.
  public var rows: [(name: String, value: Int)] {
    [
      ("accepted", accepted), ("connected", connected), ("closed", closed), ("aborted", aborted),
      ("receives", receives), ("sends", sends),
      ("turns", turns), ("enters", enters), ("submissions", submissions),
      ("completions", completions), ("largest-batch", largestBatch), ("overflows", overflows),
      ("in-flight", inFlight), ("foreign-calls", foreignCalls),
      ("stalls", stalls), ("line-moves", lineMoves),
      ("bytes-in", bytesIn), ("bytes-out", bytesOut), ("buffers", buffers),
      ("residents", residents),
    ]
  }

  /// Adds the counters of another loop.
  public static func += (a: inout LoopStatistics, b: LoopStatistics) {
    a.accepted += b.accepted
    a.connected += b.connected
    a.closed += b.closed
    a.aborted += b.aborted
    a.receives += b.receives
    a.sends += b.sends
    a.turns += b.turns
    a.enters += b.enters
    a.submissions += b.submissions
    a.completions += b.completions
    a.largestBatch = max(a.largestBatch, b.largestBatch)
    a.overflows += b.overflows
    a.inFlight += b.inFlight
    a.foreignCalls += b.foreignCalls
    a.stalls += b.stalls
    a.lineMoves += b.lineMoves
    a.bytesIn += b.bytesIn
    a.bytesOut += b.bytesOut
    a.buffers += b.buffers
    a.residents += b.residents
  }
}
