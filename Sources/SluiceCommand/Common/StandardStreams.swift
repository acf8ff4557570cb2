// Standard output and standard error, a line at a time.

import Glibc

/// Prints a line on standard output, now: who reads it may be waiting for it.
func printNow(_ line: String, terminator: String = "\n") {
  print(line, terminator: terminator)
  // Nil: all streams. `stdout` is a variable of C's, which Swift rightly calls shared.
  fflush(nil)
}

/// Prints a line on standard error.
func printError(_ line: String, terminator: String = "\n") {
  var line = line + terminator
  // The bytes are the string's own for the length of the call. Nobody is left to tell of a failure.
  line.withUTF8 { _ = unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
