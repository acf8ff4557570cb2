// The wall, continued: options and names of sockets.

import CURing
import Glibc
import SystemPackage

extension SystemCalls {
  /// getsockopt(2) of any option that is an `int`.
  static func integerOption(_ fd: Int32, _ level: Int32, _ name: Int32) throws(Errno) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    // Writes at most the four bytes of a local.
    try check(unsafe getsockopt(fd, level, name, &value, &length))
    return value
  }

  /// SO_LINGER {on, 0 s}: the next close(2) discards pending output and resets a TCP connection.
  static func lingerForNoTime(_ fd: Int32) throws(Errno) {
    var value = linger(l_onoff: 1, l_linger: 0)
    // Reads a local, whole.
    try check(
      unsafe setsockopt(fd, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size)))
  }

  /// getsockname(2)
  static func localAddress(_ fd: Int32) throws(Errno) -> SocketAddress {
    var address = KernelAddress()
    // `fill` lends as much room as it says.
    try check(unsafe address.fill { unsafe getsockname(fd, $0, $1) })
    return try address.socketAddress()
  }

  /// getpeername(2)
  static func peerAddress(_ fd: Int32) throws(Errno) -> SocketAddress {
    var address = KernelAddress()
    // `fill` lends as much room as it says.
    try check(unsafe address.fill { unsafe getpeername(fd, $0, $1) })
    return try address.socketAddress()
  }
}

extension SocketFamily {
  /// AF_…
  var systemValue: Int32 {
    switch self {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    case .local: AF_UNIX
    }
  }
}

extension SocketKind {
  /// SOCK_…
  var systemValue: Int32 {
    switch self {
    case .stream: Int32(SOCK_STREAM.rawValue)
    case .datagram: Int32(SOCK_DGRAM.rawValue)
    }
  }
}

extension ShutdownDirection {
  /// SHUT_…
  var systemValue: Int32 {
    switch self {
    case .output: Int32(SHUT_WR)
    case .both: Int32(SHUT_RDWR)
    }
  }
}
