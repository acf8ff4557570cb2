// What comes up from a driver: nothing else does.

import SystemPackage

/// The outcome of an operation, or one outcome of several for an operation that goes on.
public struct Completion: Hashable, Sendable {
  /// The operation, as it was named on submission.
  public var id: OperationID

  /// What the C call would have returned: a count of bytes, a descriptor, a set of poll events, or
  /// a negated errno.
  public var result: Int32

  /// Whether further completions of the same operation will follow (`IORING_CQE_F_MORE`). The
  /// completion without it is the *final* one: what was lent to the operation is free again.
  public var more: Bool

  /// Whether the socket held more bytes after this receive (`IORING_CQE_F_SOCK_NONEMPTY`).
  public var moreQueued: Bool

  /// Whether the operation ended by a cancel before it did anything.
  public var wasCancelled: Bool { result == -Errno.canceled.rawValue }

  /// A completion of operation `id`.
  public init(id: OperationID, result: Int32, more: Bool = false, moreQueued: Bool = false) {
    self.id = id
    self.result = result
    self.more = more
    self.moreQueued = moreQueued
  }
}
