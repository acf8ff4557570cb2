// How many descriptors this process may have.

import FoundationEssentials
import Glibc

enum OpenFiles {
  /// Raises the limit as far as this process may, and returns it. setrlimit(2).
  static func raiseLimit() -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    // Both calls use the local that they are given, for their duration.
    unsafe getrlimit(resource, &limit)
    let soft = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    return Int(clamping: unsafe setrlimit(resource, &limit) == 0 ? limit.rlim_cur : soft)
  }

  /// How many are open now.
  static func count() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
