// One value for several loops, in the servers that have one.

import Glibc

/// A mutex around a value. It is held for microseconds, and never while waiting. One loop alone pays for
/// two calls of the C library.
///
/// (ThreadSanitizer misreports `Synchronization.Mutex` on Linux.)
@safe
final class Locked<Value>: @unchecked Sendable {
  // Sendable because of the mutex: whoever touches `value` holds it.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  // The mutex is the check for exclusive access.
  @safe @exclusivity(unchecked) private var value: Value

  init(_ value: sending Value) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    self.value = value
  }

  deinit {
    // Nobody can hold it: that takes a reference to self.
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` with the value, alone.
  @inline(__always)
  func withLock<R>(_ body: (inout Value) -> R) -> R {
    // The mutex lives as long as self, which is alive here.
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
