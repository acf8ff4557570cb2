// The thread of a loop: from `start()` until `shutDown()` finds nothing left.

import CURing
import Glibc
import Synchronization

extension EventLoop {
  /// Gives the loop its thread, which keeps the loop alive until it ends.
  package func start() {
    startThread(named: name) { [self] in
      while !mayStop { turn() }
      kernel.close()
      finishStopping()
    }
  }

  /// Closes abortively what still lives on the loop, and ends its thread once the table and the
  /// queue are empty. Later work for the loop traps. Returns when the thread has let go.
  package func shutDown() async {
    await Suspension<Void>.wait { caller in
      let isLate = inbox.withLock { inbox in
        guard !inbox.hasStopped else { return true }
        inbox.whenStopped.append(caller)
        return false
      }
      guard !isLate else {
        caller.resume()
        return
      }
      // The loop may have stopped meanwhile, for another caller; then it resumes this one, too.
      postIfRunning { [self] in beginShutDown() }
    }
  }

  /// Abandons what lives on the loop now, and what comes later; on its thread.
  func beginShutDown() {
    isShuttingDown = true
    abandonResidents()
  }

  /// Closes abortively what lives on the loop; on its thread.
  package func abandonResidents() {
    for resident in residents.elements { resident.abandoned(.loopShutDown) }
  }

  /// On the loop's thread, between turns.
  private var mayStop: Bool {
    guard isShuttingDown else { return false }
    guard ready.isEmpty, calls.isEmpty, residents.count == 0, operations.count == 0 else {
      return false
    }
    // From here on work traps; what came before is done first.
    return inbox.withLock { inbox in
      guard inbox.jobs.isEmpty, inbox.calls.isEmpty else { return false }
      inbox.hasStopped = true
      return true
    }
  }

  private func finishStopping() {
    let waiting = inbox.withLock { inbox in
      defer { inbox.whenStopped = [] }
      return inbox.whenStopped
    }
    for caller in waiting { caller.resume() }
  }
}

/// Starts a detached thread that runs `body`.
///
/// A free function on purpose: a closure for `pthread_create` written where an actor is inferred
/// carries that actor's isolation check onto the new thread, and traps.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) {
  let box = unsafe Unmanaged.passRetained(ThreadBody(name, body)).toOpaque()
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, nil,
    { raw in
      // Retained once by the creator, released once here.
      unsafe Unmanaged<ThreadBody>.fromOpaque(raw.unsafelyUnwrapped).takeRetainedValue().run()
      return nil
    }, box)
  precondition(status == 0, "cannot start the thread \(name): errno \(status)")
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
