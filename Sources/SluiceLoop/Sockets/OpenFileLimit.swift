// How many descriptors the process may have.

import Glibc

/// The limit of open files of this process.
package enum OpenFileLimit {
  /// The most descriptors at once, as it stands now; nil where there is no limit. getrlimit(2).
  package static var current: Int? {
    var limit = rlimit()
    // A local, filled before the call returns.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < rlim_t(Int.max)
    else { return nil }
    return Int(limit.rlim_cur)
  }
}
