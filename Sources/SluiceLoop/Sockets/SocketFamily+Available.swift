// Whether this system has a family at all.

import CURing
import Glibc
import SystemPackage

extension SocketFamily {
  /// Whether the system knows sockets of the family: socket(2) and close(2). True also where one
  /// cannot be made for another reason, such as too many open descriptors.
  package var isAvailable: Bool {
    do throws(Errno) {
      SystemCalls.close(
        try SystemCalls.socket(self, .datagram, flags: Int32(bitPattern: SOCK_CLOEXEC.rawValue)))
      return true
    } catch {
      return error != .addressFamilyNotSupported
    }
  }
}
