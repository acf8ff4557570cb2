// The numbers that sockets start with.

import Glibc
import Synchronization

/// `+max-backlog-size+`: SOMAXCONN of the system's headers. The kernel's own limit,
/// `net.core.somaxconn`, may be lower.
public let maxBacklogSize = Int(SOMAXCONN)

/// `*default-backlog-size*`: how many connections wait at a listening socket for which nobody said
/// how many may; 5 until it is set. Any thread may read and set it. Traps for less than zero.
public var defaultBacklogSize: Int {
  get { backlogSize.load(ordering: .relaxed) }
  set {
    precondition(newValue >= 0, "a backlog of less than zero")
    backlogSize.store(newValue, ordering: .relaxed)
  }
}

/// `*default-linger-seconds*`: how long a close lingers where it is told to linger and not how long;
/// 15 until it is set. Any thread may read and set it. Traps for less than zero.
public var defaultLingerSeconds: Int {
  get { lingerSeconds.load(ordering: .relaxed) }
  set {
    precondition(newValue >= 0, "lingering for less than no time")
    lingerSeconds.store(newValue, ordering: .relaxed)
  }
}

private let backlogSize = Atomic(5)
private let lingerSeconds = Atomic(15)
