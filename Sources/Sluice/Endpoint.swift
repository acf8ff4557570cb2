// Where to connect to or to listen: as a person names it.

public import SluiceLoop
import SystemPackage

/// A place to connect to or to listen at, not yet checked.
///
/// Port 0, for listening, picks a free one.
public enum Endpoint: Sendable, Hashable {
  /// A host and a port. For a stream to connect to, the host is a name or a numeric IPv4 or IPv6
  /// address. To listen at, and for a datagram socket to bind or connect to, nothing is looked up: it
  /// is a numeric address or `localhost`, which is 127.0.0.1 then; see `Resolver` for names.
  case tcp(_ host: String, _ port: Int)
  /// A local socket by its path in the file system, 1 to 107 bytes without a NUL.
  case local(path: String)
  /// A local socket by its name in Linux's abstract name space, at most 107 bytes.
  case abstract(_ name: String)
  /// An address that is known already.
  case address(SocketAddress)

  /// The address to listen at, or for a datagram socket, or an error of `.resolve` that names what is
  /// wrong with which part: of a name, too, for nothing is looked up.
  public func resolve() throws(IOError) -> SocketAddress {
    switch self {
    case .tcp("localhost", let port): try .parse(host: "127.0.0.1", port: port)
    case .tcp(let host, let port): try .parse(host: host, port: port)
    // As they are: no character of a path or a name means anything here.
    case .local(let path): try SocketAddress.local(path: path).checked()
    case .abstract(let name): try SocketAddress.abstract(Array(name.utf8)).checked()
    case .address(let address): try address.checked()
    }
  }
}

extension Endpoint {
  /// What to connect to.
  enum Target {
    /// One address.
    case address(SocketAddress)
    /// A name that must be looked up.
    case name(HostQuery)
  }

  /// What to connect to, or an error of `.resolve` that names what is wrong with which part.
  func target() throws(IOError) -> Target {
    guard case .tcp(let host, let port) = self else { return .address(try resolve()) }
    guard let number = UInt16(exactly: port) else {
      return .address(try .parse(host: host, port: port))
    }
    if let address = IPAddress(host) { return .address(address.withPort(number)) }
    return .name(HostQuery(host: host, service: .port(number)))
  }
}
