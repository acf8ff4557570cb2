// The clock of the load: read once a burst, so it has to be cheap.

import Glibc

/// Nanoseconds of the monotonic clock. clock_gettime(2), which enters no kernel.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  // It fills the local that it is given.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
