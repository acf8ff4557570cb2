// User data of entries that are the driver's own and whose completions go no further up.

/// The names of the driver's own operations: those whose slot has its highest bit set. The caller's
/// slots are below `slotLimit`.
enum InternalOperation {
  /// The first slot that a caller may not use.
  static let slotLimit: UInt32 = 0x7fff_fffe

  private static let mark: UInt64 = 0x8000_0000

  /// The poll of the wake-up. No cancel has this name, because no caller has that slot.
  static let wake: UInt64 = 0xffff_ffff

  /// The poll of the alarm, likewise.
  static let alarm: UInt64 = 0xffff_fffe

  /// The cancel of `id`.
  static func cancel(_ id: OperationID) -> UInt64 { id.userData | mark }

  /// Whether a completion is the driver's own.
  @inline(__always)
  static func contains(_ userData: UInt64) -> Bool { userData & mark != 0 }

  /// What a cancel of that name cancels.
  static func target(of cancel: UInt64) -> OperationID { OperationID(userData: cancel & ~mark) }
}
