// A mutual exclusion that ThreadSanitizer understands. (It misreports `Synchronization.Mutex` on
// Linux, which waits on a futex that the sanitizer does not intercept.)

// Public, so that a lock is two calls of the C library wherever it is taken, and no more.
public import Glibc

/// A `pthread_mutex_t` around the value it guards.
///
/// Invariant: the value is touched inside `withLock` and `withLockIfFree` only.
@safe
public final class Lock<Value: ~Copyable>: @unchecked Sendable {
  // Sendable because of the mutex: whoever touches `value` holds it.
  @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
  // The mutex is the check for exclusive access.
  @safe @exclusivity(unchecked) @usableFromInline var value: Value

  /// A lock that nobody holds.
  public init(_ value: consuming sending Value) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    self.value = value
  }

  deinit {
    // Nobody can hold it: holding it needs a reference to self.
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` with the value, alone. Does not nest.
  @inlinable @inline(__always)
  public func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
    // The mutex lives as long as self, which is alive here.
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Runs `body` with the value, alone; nil where somebody else has it.
  @inlinable @inline(__always)
  public func withLockIfFree<R, E: Error>(
    _ body: (inout Value) throws(E) -> R
  ) throws(E) -> R? {
    // As above.
    guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
