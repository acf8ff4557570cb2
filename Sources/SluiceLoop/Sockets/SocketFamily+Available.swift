// Whether this system has a family at all.

import Glibc
import SystemPackage

extension SocketFamily {
  /// Whether the system knows sockets of the family: socket(2) and close(2). True also where one
  /// cannot be made for another reason, such as too many open descriptors.
  package var isAvailable: Bool {
    do {
      SystemCalls.close(
        try SystemCalls.socket(self, .datagram, flags: Int32(SOCK_CLOEXEC.rawValue)))
      return true
    } catch {
      return error != .addressFamilyNotSupported
    }
  }
}
