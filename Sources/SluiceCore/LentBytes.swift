// The one currency in which memory goes down to a driver and from there to the kernel.

/// A run of bytes that its owner has lent to an operation.
///
/// The invariant on which every use rests: **no call that lends memory returns before that
/// memory's final completion.** The owner neither frees nor moves nor rewinds the bytes between
/// handing them out and the final completion of the operation that took them.
@safe
public struct LentBytes: Equatable {
  /// Where the run starts. Valid until the operation's final completion.
  public let base: UnsafeMutableRawPointer

  /// How many bytes were lent.
  public let count: Int

  /// Names a run of bytes. Unsafe: the caller answers for the invariant of the type.
  @unsafe @inlinable
  public init(base: UnsafeMutableRawPointer, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Whether nothing is lent.
  public var isEmpty: Bool { count == 0 }

  /// The part after the first `n` bytes, which have been moved already.
  public func dropping(_ n: Int) -> LentBytes {
    precondition(n >= 0 && n <= count, "dropping more bytes than were lent")
    // In bounds by the line above.
    return unsafe LentBytes(base: base + n, count: count - n)
  }

  /// The first `n` bytes, or all where there are fewer.
  public func prefix(_ n: Int) -> LentBytes {
    precondition(n >= 0, "a negative count of bytes")
    // Never longer than what was lent.
    return unsafe LentBytes(base: base, count: Swift.min(n, count))
  }

  /// Whether both name the same memory; what is in it does not matter.
  public static func == (a: LentBytes, b: LentBytes) -> Bool {
    unsafe a.base == b.base && a.count == b.count
  }
}

// Sendable: an address and a count. Who may touch the bytes behind them is settled by the type's invariant:
// the operation that holds the loan, and nobody else.
extension LentBytes: @unchecked Sendable {}
