// What a loop's thread costs.

import Glibc

/// CPU time of the calling thread, in nanoseconds. clock_gettime(2).
func threadNanoseconds() -> UInt64 {
  var time = timespec()
  // It fills the local that it is given.
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
