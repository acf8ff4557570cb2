// Whether this process was forked off since something was made.

import Glibc
import Synchronization

/// How often the ancestors of this process have forked on the way here.
///
/// What is shared with a parent after fork(2) (an epoll instance, a ring) must not be touched in the
/// child. Cheaper than asking for the process id, which is a system call.
enum ForkCount {
  private static let count: Atomic<Int> = {
    pthread_atfork(nil, nil, { ForkCount.advance() })
    return Atomic(0)
  }()

  /// The count now. It is another in a child than it was in its parent.
  static var current: Int { count.load(ordering: .relaxed) }

  private static func advance() {
    // Runs in the child, which has one thread then. The handler is registered while `count` is
    // being made; a fork before that is over counts nothing, and nothing was made before it.
    count.add(1, ordering: .relaxed)
  }
}
