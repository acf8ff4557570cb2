// What is counted below the loop.

/// What is counted below the loop; every number since the driver was made.
public struct DriverStatistics: Hashable, Sendable {
  /// System calls that wait for or fetch completions: io_uring_enter(2) or epoll_wait(2).
  public var enters: Int = 0
  /// Operations handed down, cancels not counted.
  public var submissions: Int = 0
  /// Completions handed up.
  public var completions: Int = 0
  /// The most completions that one turn brought.
  public var largestBatch: Int = 0
  /// Times the completion queue was found overflown (io_uring only). Nothing is lost by it.
  public var overflows: Int = 0
  /// Operations handed down whose final completion has not come.
  public var inFlight: Int = 0

  /// All zero.
  public init() {}
}
