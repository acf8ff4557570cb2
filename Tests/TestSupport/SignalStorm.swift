// Signals, one after another, to the thread of a test.

import Glibc
import Synchronization

/// Sends SIGUSR1 to the thread that makes it, about every 100 µs, until `end`.
public final class SignalStorm {
  private let isOver = Flag()
  private var thread: DriverThread?
  private var mask = sigset_t()

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  /// Installs a handler that does nothing, without SA_RESTART, and starts the storm.
  public init() {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    // The handler touches nothing; the old action is not asked for.
    unsafe sigaction(SIGUSR1, &action, nil)
    // The threads that tests run on block most signals. The mask is a local.
    var storm = sigset_t()
    unsafe sigemptyset(&storm)
    unsafe sigaddset(&storm, SIGUSR1)
    unsafe pthread_sigmask(SIG_UNBLOCK, &storm, &mask)
    let target = pthread_self()
    thread = DriverThread { [isOver] in
      while !isOver.value.load(ordering: .relaxed) {
        pthread_kill(target, SIGUSR1)
        usleep(100)
      }
    }
  }

  /// Ends the storm. On the thread that began it; idempotent.
  public func end() {
    isOver.value.store(true, ordering: .relaxed)
    guard let thread else { return }
    thread.join()
    self.thread = nil
    // As it was.
    unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
  }
}
