// How the connections of a server ended, counted by kind.

public import SluiceLoop

extension Server {
  /// Why a connection was refused: it was accepted, and reset before any handler saw it.
  public enum Refusal: String, CaseIterable, Hashable, Sendable {
    /// There was no place for it within `maximumConnections`: where `whenFull` says `refuse`, and for
    /// those that still waited when the server drained.
    case limit
    /// Its address had as many as `maximumConnectionsPerAddress`.
    case addressLimit = "address-limit"
  }

  /// What failed, where it was no time-out and no reset.
  public enum Failure: String, CaseIterable, Hashable, Sendable {
    /// The handler threw an error of its own, or one about what the peer has sent: a line that is too
    /// long, bytes that are no text, an end of the stream where none may be.
    case handler
    /// A system call on the connection.
    case transport
  }

  /// How a connection came to be cut off.
  public enum Abort: String, CaseIterable, Hashable, Sendable {
    /// The peer reset it, or had gone when output was sent to it.
    case reset
    /// The handler called `abort()`, or was cancelled.
    case dropped
    /// It was still open when the time for the drain was up.
    case drain
  }

  /// How a connection ended.
  public enum Ending: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The handler returned, and all output was delivered.
    case finished
    /// A bound of time was passed; also where the handler caught the error and returned, unless more
    /// input had come by then.
    case timedOut(TimeBound)
    /// An error ended it.
    case failed(Failure)
    /// It was cut off.
    case aborted(Abort)

    /// Every ending there is, in the order of the declarations.
    public static var allCases: [Ending] {
      [.finished] + TimeBound.allCases.map(Ending.timedOut) + Failure.allCases.map(Ending.failed)
        + Abort.allCases.map(Ending.aborted)
    }

    /// `finished`, `timed-out-line`, `failed-handler`, `aborted-reset` and the like.
    public var description: String {
      switch self {
      case .finished: "finished"
      case .timedOut(let bound): "timed-out-\(bound.rawValue)"
      case .failed(let failure): "failed-\(failure.rawValue)"
      case .aborted(let abort): "aborted-\(abort.rawValue)"
      }
    }
  }

  /// A task that held a loop for longer than `stallThreshold`: nothing else happened there meanwhile.
  public struct Stall: Hashable, Sendable {
    /// The loop's name.
    public let loop: String
    /// How long it held it, to within a quarter of the threshold, and not more than it really was but
    /// for the half of a millisecond that other tasks may have run since.
    public let duration: Duration
    /// The peer of the connection whose handler it was. Nil where it was another task (a child task of
    /// a handler for example), or the connection has no address.
    public let peer: SocketAddress?
  }

  /// Something that whoever runs a server may want to know.
  public enum Incident: Hashable, Sendable {
    /// A connection was refused. It is in no other count, and no other hook hears of it.
    case refused(SocketAddress?, Refusal)
    /// A connection ended in another way than `finished`.
    case ended(SocketAddress?, Ending)
    /// A task has held a loop, and holds it no more.
    case stalled(Stall)
  }

  /// What a server has counted since its configuration was made.
  public struct Statistics: Hashable, Sendable {
    /// Connections that were given to a handler.
    public internal(set) var accepted = 0
    /// Times that a task held a loop for longer than `stallThreshold`.
    public internal(set) var stalls = 0
    private var refusals: [Refusal: Int] = [:]
    private var endings: [Ending: Int] = [:]

    /// All zero.
    public init() {}

    /// Connections that were refused for that reason.
    public subscript(_ refusal: Refusal) -> Int { refusals[refusal, default: 0] }
    /// Connections that ended in that way.
    public subscript(_ ending: Ending) -> Int { endings[ending, default: 0] }

    /// Connections that were refused.
    public var refused: Int { refusals.values.reduce(0, +) }
    /// Connections that ended well.
    public var finished: Int { self[.finished] }
    /// Connections that a bound of time ended.
    public var timedOut: Int { sum { if case .timedOut = $0 { true } else { false } } }
    /// Connections that an error ended.
    public var failed: Int { sum { if case .failed = $0 { true } else { false } } }
    /// Connections that were cut off.
    public var aborted: Int { sum { if case .aborted = $0 { true } else { false } } }
    /// Connections that are still with a handler.
    public var active: Int { accepted - endings.values.reduce(0, +) }

    private func sum(_ isWanted: (Ending) -> Bool) -> Int {
      endings.reduce(0) { isWanted($1.key) ? $0 + $1.value : $0 }
    }

    mutating func count(_ refusal: Refusal) { refusals[refusal, default: 0] += 1 }
    mutating func count(_ ending: Ending) { endings[ending, default: 0] += 1 }

    /// Names and values, zeros included: `refused-limit`, `finished`, `timed-out-line`, …
    public var rows: [(name: String, value: Int)] {
      Refusal.allCases.map { ("refused-\($0.rawValue)", self[$0]) }
        + Ending.allCases.map { ("\($0)", self[$0]) }
    }
  }

  /// Where a server counts, to be looked at while it runs and afterwards. Servers that are given the same
  /// one count together.
  public final class Counters: Sendable {
    private let kept = Lock(Statistics())

    /// All zero.
    public init() {}

    /// What was counted until now. Any thread; no system call.
    public var statistics: Statistics { kept.withLock { $0 } }

    func update(_ change: (inout Statistics) -> Void) { kept.withLock { change(&$0) } }
  }
}
