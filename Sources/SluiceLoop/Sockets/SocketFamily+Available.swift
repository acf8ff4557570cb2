// Whether this system has a family at all.

import Glibc

extension SocketFamily {
  /// Whether a socket of the family can be made: socket(2) and close(2). False also where only
  /// descriptors are short.
  package var isAvailable: Bool {
    guard
      let fd = try? SystemCalls.socket(
        self, .datagram, flags: Int32(bitPattern: SOCK_CLOEXEC.rawValue))
    else {
      return false
    }
    SystemCalls.close(fd)
    return true
  }
}
