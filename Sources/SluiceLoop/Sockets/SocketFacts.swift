// What a descriptor from elsewhere is.

import CURing
import Glibc
package import SystemPackage

/// A socket's own answers about itself.
package struct SocketFacts: Hashable, Sendable {
  /// SO_DOMAIN
  package var family: SocketFamily
  /// SO_TYPE
  package var kind: SocketKind
  /// SO_ACCEPTCONN: it listens.
  package var isListening: Bool

  /// Asks the descriptor, with four system calls at most.
  ///
  /// - Throws: ENOTSOCK or EBADF where it is no socket; EAFNOSUPPORT for a family other than IPv4, IPv6
  ///   and local; ESOCKTNOSUPPORT for a type other than streams and datagrams; EPROTONOSUPPORT for
  ///   streams that are not TCP's and datagrams that are not UDP's.
  package init(of descriptor: Descriptor) throws(Errno) {
    let fd = descriptor.rawValue
    switch try SystemCalls.integerOption(fd, SOL_SOCKET, SO_DOMAIN) {
    case AF_INET: family = .ipv4
    case AF_INET6: family = .ipv6
    case AF_UNIX: family = .local
    default: throw .addressFamilyNotSupported
    }
    switch try SystemCalls.integerOption(fd, SOL_SOCKET, SO_TYPE) {
    case SocketKind.stream.systemValue: kind = .stream
    case SocketKind.datagram.systemValue: kind = .datagram
    default: throw .socketTypeNotSupported
    }
    if family != .local {
      let expected = kind == .stream ? IPPROTO_TCP : IPPROTO_UDP
      let found = try SystemCalls.integerOption(fd, SOL_SOCKET, SO_PROTOCOL)
      guard found == Int32(expected) else { throw .protocolNotSupported }
    }
    isListening = try SystemCalls.integerOption(fd, SOL_SOCKET, SO_ACCEPTCONN) != 0
  }
}
