// A mutual exclusion that ThreadSanitizer understands. (It misreports `Synchronization.Mutex` on
// Linux, which waits on a futex that the sanitizer does not intercept.)

import Glibc

/// A `pthread_mutex_t` around the value it guards.
///
/// Invariant: the value is touched inside `withLock` only.
@safe
package final class Lock<Value>: @unchecked Sendable {
  // Sendable because of the mutex: whoever touches `value` holds it.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  package init(_ value: sending Value) {
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
  package func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
    // The mutex lives as long as self, which is alive here.
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
