// How an operation is named from submission to final completion.

/// The name of one operation: a slot of the loop's operation table and the generation of its use.
///
/// A slot is used again, a name never is (within 2³² uses of the slot), so that a completion or a
/// cancel that comes late finds nobody and does nothing. It travels as the ring's `user_data`.
public struct OperationID: Hashable, Sendable {
  /// Index into the loop's operation table.
  public let slot: UInt32

  /// Which use of that slot is meant.
  public let generation: UInt32

  /// The operation `generation` of `slot`.
  public init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// The 64 bits that the kernel hands back with the completion.
  public var userData: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  /// The operation that those 64 bits name.
  public init(userData: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: userData), generation: UInt32(userData >> 32))
  }
}
