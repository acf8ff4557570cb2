// The thread of a loop: from `start()` until `shutDown()` finds nothing left.

import Glibc
import Synchronization
package import SystemPackage

extension EventLoop {
  /// Gives the loop its thread, which keeps the loop alive until it ends. Throws where there is none to
  /// be had.
  package func start() throws(Errno) {
    try startThread(named: name) { [self] in
      while !mayStop { turn() }
      awaitBringers()
      kernel.close()
      stopped.open()
    }
  }

  /// Returns when nobody who has brought something is still at it: a few instructions and perhaps a
  /// system call away, so that it is not worth a lock.
  package func awaitBringers() {
    while bringers.load(ordering: .sequentiallyConsistent) > 0 { sched_yield() }
  }

  /// Closes abortively what still lives on the loop, and ends its thread once the table and the
  /// queue are empty. Later work for the loop traps. Returns when the thread has let go.
  package func shutDown() async {
    // Where the loop has stopped already, or does meanwhile, nothing is left to begin.
    postIfRunning { [self] in beginShutDown() }
    await stopped.pass()
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
}
