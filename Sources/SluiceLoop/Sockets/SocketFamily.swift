// What kinds of sockets there are here: their families.

/// Address family of a socket.
public enum SocketFamily: Hashable, Sendable {
  /// AF_INET
  case ipv4
  /// AF_INET6
  case ipv6
  /// AF_UNIX
  case local
}
