// How long one task may keep the loop to itself.

public import SluiceCore

/// The allowance of the task that runs now: bytes it may move, and time, before it yields at its
/// next stream call.
///
/// Touched by the loop's thread only. It is a class of its own, public and small, so that a
/// stream's fast path can read it without a call into the loop.
public final class TurnBudget {
  /// Bytes that a task may move without suspending.
  public static let bytes = 256 * 1024
  /// Nanoseconds that a task may run without suspending.
  public static let nanoseconds: Int64 = 500_000
  /// Calls between two looks at the clock.
  public static let callsPerClockRead = 64

  /// What is left to the task that runs now.
  public struct Allowance {
    /// What is left of the allowance of bytes. A task whose allowance is used up yields.
    public var fuel = TurnBudget.bytes
    /// Calls left until the clock is looked at.
    public var callsUntilClock = TurnBudget.callsPerClockRead
    /// When this task began to run, or a little before.
    var startedAt = Instant.distantPast
  }

  @usableFromInline let confined = Confined(Allowance())

  init() {}

  /// What is left to the task that runs now.
  @inlinable @inline(__always)
  public var left: Allowance {
    _read { yield confined.value }
    _modify { yield &confined.value }
  }

  /// A task begins to run. `time` may be a few tasks old: then it yields early, not late.
  func refill(at time: Instant) { left = Allowance(startedAt: time) }
}
