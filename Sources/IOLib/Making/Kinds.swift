// The values of make-socket's first three arguments.
//
// Each is an enumeration of what some overload takes, so that `.internet`, `.stream` and `.active` pick
// the overload: the compiler then knows the class of the result and the arguments that belong to it.

import SluiceLoop

/// `:address-family` of internet sockets.
public enum InternetFamily: Hashable, Sendable {
  /// IPv4 or IPv6, as `ipv6` has it.
  case internet
  /// IPv4, whatever `ipv6` says.
  case ipv4
  /// IPv6, whatever `ipv6` says.
  case ipv6
}

/// `:address-family` of local sockets.
public enum LocalFamily: Hashable, Sendable {
  /// AF_UNIX.
  case local
  /// A synonym.
  case file
}

/// `:type` of stream sockets.
public enum StreamType: Hashable, Sendable {
  /// SOCK_STREAM
  case stream
}

/// `:type` of datagram sockets.
public enum DatagramType: Hashable, Sendable {
  /// SOCK_DGRAM
  case datagram
}

/// `:connect` of sockets that may have a peer.
public enum ActiveConnect: Hashable, Sendable {
  /// It connects.
  case active
}

/// `:connect` of sockets that listen.
public enum PassiveConnect: Hashable, Sendable {
  /// It listens.
  case passive
}

/// `:address-family` as a value: for sockets whose kind is not known before the program runs.
public enum AddressFamily: String, Hashable, Sendable, CaseIterable {
  case internet, ipv4, ipv6, local, file
}

/// `:type` as a value.
public enum SocketType: String, Hashable, Sendable, CaseIterable {
  case stream, datagram
}

/// `:connect` as a value.
public enum Connect: String, Hashable, Sendable, CaseIterable {
  case active, passive
}

extension InternetFamily {
  /// The family of the socket, and the addresses of names that it can use.
  func resolved(_ ipv6: IPv6Mode) -> (family: SocketFamily, lookups: IPv6Mode) {
    switch self {
    case .ipv4: (.ipv4, .no)
    case .internet where ipv6 == .no: (.ipv4, .no)
    case .ipv6 where ipv6 == .no: (.ipv6, .yes)
    case .internet, .ipv6: (.ipv6, ipv6)
    }
  }
}
