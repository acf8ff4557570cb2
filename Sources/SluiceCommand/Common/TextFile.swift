// A text into a file.

import Glibc

/// Writes a file, in place of what was there; returns whether that could be done. open(2), write(2),
/// close(2).
func writeFile(_ text: String, to path: String) -> Bool {
  let fd = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard fd >= 0 else { return false }
  var text = text
  let isWritten = text.withUTF8 { bytes in
    var done = 0
    while done < bytes.count {
      // What is left of the string's own bytes, which are there for the length of the call.
      let count = unsafe write(fd, bytes.baseAddress! + done, bytes.count - done)
      guard count > 0 || (count < 0 && errno == EINTR) else { return false }
      done += max(0, count)
    }
    return true
  }
  return close(fd) == 0 && isWritten
}
