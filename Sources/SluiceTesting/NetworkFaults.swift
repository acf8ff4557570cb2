// What a simulated network does to its connections: plain data.

/// How a simulated network behaves, and what goes wrong on it, how often.
///
/// A probability is from 0 (never) to 1 (always); what it is the probability *of* is said at each.
public struct NetworkFaults: Hashable, Sendable {
  /// Time from one end to the other, drawn for each write.
  public var latency: ClosedRange<Duration> = .microseconds(50) ... .microseconds(200)
  /// Bytes a second in each direction of a connection. Nil: no limit.
  public var bandwidth: Int?
  /// The most bytes that arrive at once, drawn for each direction of a connection; each arrival brings
  /// 1 to so many.
  public var segmentSize: ClosedRange<Int> = 1460...1460
  /// Bytes that a direction of a connection holds before a send has to wait, drawn for each.
  public var bufferSize: ClosedRange<Int> = 65_536...65_536
  /// Time from what an operation does to its completion's being seen, drawn for each: so completions
  /// overtake each other.
  public var completionDelay: ClosedRange<Duration> = .zero ... .zero
  /// Time from a cancel to its effect, in which the operation may still happen.
  public var cancelDelay: ClosedRange<Duration> = .zero ... .zero
  /// Of a send: that it takes what there is room for, and not all (`send(2)` without `MSG_WAITALL`).
  public var shortSends: Double = 0
  /// Of a receive: that it brings less than is there.
  public var shortReceives: Double = 0
  /// Of a connection: that it is reset when some number of bytes has arrived.
  public var resets: Double = 0
  /// Of a reset: that it destroys what had arrived and was not read.
  public var resetsLosingInput: Double = 0
  /// Of a direction of a connection: that nothing arrives for `stallTime`, once.
  public var stalls: Double = 0
  /// How long a stall lasts.
  public var stallTime: ClosedRange<Duration> = .milliseconds(10) ... .seconds(3)
  /// Of a direction of a connection: that from some byte on nothing arrives, for ever; of a connect: that
  /// nobody answers.
  public var blackHoles: Double = 0
  /// The most connections that wait for a listener to accept them. Nil: as many as it asks for.
  public var queueLimit: Int?
  /// Of a connect: that it is refused.
  public var refusals: Double = 0
  /// Of an accept: that it fails (ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM).
  public var acceptFailures: Double = 0
  /// The most descriptors at once: beyond them EMFILE. Nil: no limit.
  public var descriptorLimit: Int?
  /// Of a turn of a loop: that the clock jumps ahead, as when the process was stopped.
  public var clockJumps: Double = 0
  /// How far the clock jumps.
  public var clockJump: ClosedRange<Duration> = .milliseconds(1) ... .seconds(2)
  /// Of a turn of a loop: that it brings nothing although something is there (a signal came).
  public var earlyReturns: Double = 0

  /// A network on which nothing goes wrong.
  public init() {}

  /// A network on which nothing goes wrong.
  public static let none = NetworkFaults()
}
