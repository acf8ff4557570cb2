// The clock by which keys expire.

import Glibc

/// Milliseconds since 1970. clock_gettime(2), which enters no kernel.
func millisecondsSince1970() -> Int64 {
  var time = timespec()
  // It fills the local that it is given.
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
