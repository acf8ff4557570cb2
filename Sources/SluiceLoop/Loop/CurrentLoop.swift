// Which loop is calling, for the paths that are taken once a line.

// Public, so that the question can be inlined into the room above: one call instead of two.
public import CURing

/// Whether the calling thread is that of the loop `id`: `EventLoop.isCurrent` without touching the
/// loop's reference count.
@inlinable @inline(__always)
public func isCurrentLoop(_ id: ObjectIdentifier) -> Bool {
  // Only the address is compared.
  unsafe UInt(bitPattern: curing_current_loop()) == UInt(bitPattern: id)
}

/// Whether the calling thread is that of a loop.
@inlinable @inline(__always)
public var isOnLoopThread: Bool {
  // Only whether there is one.
  unsafe curing_current_loop() != nil
}
