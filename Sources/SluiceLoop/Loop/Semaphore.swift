// The semaphore of the C library, which the threads of a pool sleep on.

import CURing
import Glibc
import SluiceCore

/// A counting semaphore, sem_init(3).
@safe
final class Semaphore: @unchecked Sendable {
  // Sendable: sem_wait and sem_post are made for concurrent callers.
  private let raw: UnsafeMutablePointer<sem_t>

  init() {
    unsafe raw = .allocate(capacity: 1)
    unsafe raw.initialize(to: sem_t())
    unsafe sem_init(raw, 0, 0)
  }

  deinit {
    // Nobody waits: waiting needs a reference to self.
    unsafe sem_destroy(raw)
    unsafe raw.deallocate()
  }

  func signal() { unsafe sem_post(raw) }

  func wait() {
    // A signal handler of the host program may interrupt the wait.
    while unsafe sem_wait(raw) != 0, errno == EINTR {}
  }

  /// Waits for a signal, or for so long.
  func wait(nanoseconds: Int64) {
    let end = Instant.now.advanced(byNanoseconds: nanoseconds).nanoseconds
    while unsafe curing_wait_until(raw, end) == EINTR {}
  }
}
