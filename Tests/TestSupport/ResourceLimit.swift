// What this process may have of something: setrlimit(2).

package import Glibc

/// A limit of resources.
package enum ResourceLimit {
  /// RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS
  case openFiles, memoryLock, addressSpace

  private var name: __rlimit_resource_t {
    switch self {
    case .openFiles: __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    case .memoryLock: __rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue)
    case .addressSpace: __rlimit_resource_t(RLIMIT_AS.rawValue)
    }
  }

  /// Sets the soft limit, and returns what it was.
  @discardableResult
  package func set(to value: rlim_t) -> rlim_t {
    var limit = rlimit()
    // Plain structures, which the calls fill and read before they return.
    unsafe getrlimit(name, &limit)
    let before = limit.rlim_cur
    limit.rlim_cur = min(value, limit.rlim_max)
    let result = unsafe setrlimit(name, &limit)
    precondition(result == 0, "no such limit: errno \(errno)")
    return before
  }
}
