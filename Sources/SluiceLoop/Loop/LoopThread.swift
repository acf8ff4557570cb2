// How the package starts its threads: detached and with a name.

import CURing
import Glibc
import SystemPackage

/// Starts a detached thread that runs `body`.
///
/// A free function on purpose: a closure for `pthread_create` written where an actor is inferred
/// carries that actor's isolation check onto the new thread, and traps.
///
/// Throws where the kernel has no thread left, or no room for its stack: pthread_create(3).
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
  let box = unsafe Unmanaged.passRetained(ThreadBody(name, body))
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, nil,
    { raw in
      // Retained once by the creator, released once here.
      unsafe Unmanaged<ThreadBody>.fromOpaque(raw.unsafelyUnwrapped).takeRetainedValue().run()
      return nil
    }, box.toOpaque())
  guard status == 0 else {
    // There is no thread that would.
    unsafe box.release()
    throw Errno(rawValue: status)
  }
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  private let name: String
  private let body: @Sendable () -> Void

  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }

  func run() {
    unsafe name.withCString { unsafe curing_name_thread($0) }
    body()
  }
}
