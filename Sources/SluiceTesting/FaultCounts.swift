// How often each fault has happened, so that a simulation without one of them is seen.

/// What can go wrong on a simulated network, or come in an unusual way.
public enum FaultKind: Int, CaseIterable, Sendable {
  /// Bytes, or an end, that take their time.
  case latency
  /// An arrival that waits for the ones before it, by the bandwidth.
  case bandwidth
  /// A single byte that arrives by itself.
  case singleByte
  /// A send that took a part.
  case shortSend
  /// A receive that brought less than was there.
  case shortReceive
  /// A send that found no room.
  case fullBuffer
  /// A completion that is seen before an earlier one.
  case overtaking
  /// A cancel that came in time.
  case cancelInTime
  /// A cancel in time of a send that had moved some bytes.
  case cancelHalfWay
  /// A cancel of what had happened already.
  case cancelTooLate
  /// A turn that brought nothing although something was there.
  case earlyReturn
  /// A clock that jumped ahead.
  case clockJump
  /// Somebody between the ends resets a connection.
  case cut
  /// A reset that came to an end of a connection.
  case reset
  /// A reset that destroyed what had arrived.
  case lostInput
  /// The end of one direction, while the other one went on.
  case halfClose
  /// A direction in which nothing arrived for a while.
  case stall
  /// A direction, or a connect, from which nothing came any more.
  case blackHole
  /// A connect that was refused.
  case refusal
  /// A listener whose queue was full.
  case fullQueue
  /// An accept that failed.
  case acceptFailure
  /// No descriptor was left.
  case noDescriptor
}

/// How often each of them has happened, in one run or in many.
public struct FaultCounts: Hashable, Sendable {
  private var counts = [Int](repeating: 0, count: FaultKind.allCases.count)

  /// None of any.
  public init() {}

  /// How often that one has happened.
  public internal(set) subscript(kind: FaultKind) -> Int {
    get { counts[kind.rawValue] }
    set { counts[kind.rawValue] = newValue }
  }

  /// What has happened in two runs.
  public static func += (counts: inout FaultCounts, more: FaultCounts) {
    for place in counts.counts.indices { counts.counts[place] += more.counts[place] }
  }
}
