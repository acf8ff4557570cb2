// What this process costs.

import Glibc

/// CPU time of this process, by user and system. getrusage(2).
func processTime() -> Duration {
  var usage = rusage()
  // It fills the local that it is given.
  unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
  return [usage.ru_utime, usage.ru_stime].reduce(.zero) {
    $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
  }
}
