// Where a socket is: the value. Parsing, printing and the kernel's form are in their own files.

/// The address of a socket: IPv4 or IPv6 with a port, a path, an abstract name, or none.
///
/// What `init(parsing:)` and `parse(host:port:)` return, the kernel can take. A case with a local name
/// that was made by hand may break the limits of names; `checked()` says so, and so does the call that
/// first uses it.
public enum SocketAddress: Hashable, Sendable {
  /// An IPv4 address and a port.
  case ipv4(IPv4Address, port: UInt16)
  /// An IPv6 address and a port, with the scope of a link-local address (0: none).
  case ipv6(IPv6Address, port: UInt16, scope: UInt32 = 0)
  /// A local (Unix domain) socket with a name in the file system, 1 to 107 bytes.
  case local(path: String)
  /// A local socket with a name in Linux's abstract name space, 0 to 107 bytes.
  case abstract([UInt8])
  /// A local socket without a name, as an accepted client's usually is.
  case unnamed

  /// The family to open a socket of, to reach this address.
  public var family: SocketFamily {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .local, .abstract, .unnamed: .local
    }
  }

  /// The port, where there is one.
  public var port: UInt16? {
    switch self {
    case .ipv4(_, let port), .ipv6(_, let port, _): port
    case .local, .abstract, .unnamed: nil
    }
  }
}
