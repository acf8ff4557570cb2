// The classes of sockets, as values.

/// What a socket is: the classes of IOLIB that a program can make sockets of.
public struct SocketClass: Hashable, Sendable {
  /// How addresses look.
  public enum Family: String, Hashable, Sendable {
    /// IPv4 or IPv6.
    case internet
    /// AF_UNIX.
    case local
  }

  /// What is sent.
  public enum Kind: String, Hashable, Sendable {
    /// Bytes without borders: SOCK_STREAM.
    case stream
    /// Datagrams: SOCK_DGRAM.
    case datagram
  }

  /// Which end of a connection.
  public enum Role: String, Hashable, Sendable {
    /// It connects, or was accepted; every datagram socket.
    case active
    /// It listens.
    case passive
  }

  /// How its addresses look.
  public var family: Family
  /// What it sends.
  public var kind: Kind
  /// Which end it is.
  public var role: Role

  /// That class.
  public init(_ family: Family, _ kind: Kind, _ role: Role) {
    (self.family, self.kind, self.role) = (family, kind, role)
  }
}

extension SocketClass: CustomStringConvertible {
  /// `passive internet stream socket`
  public var description: String {
    kind == .datagram
      ? "\(family.rawValue) datagram socket"
      : "\(role.rawValue) \(family.rawValue) stream socket"
  }
}
