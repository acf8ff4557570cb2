// Where to connect to or to listen: as a person names it.

public import SluiceLoop
import SystemPackage

/// A place to connect to or to listen at, not yet checked.
///
/// Port 0, for listening, picks a free one.
public enum Endpoint: Sendable, Hashable {
  /// A numeric IPv4 or IPv6 address (or `localhost`) and a port.
  case tcp(_ host: String, _ port: Int)
  /// A local socket by its path in the file system, 1 to 107 bytes without a NUL.
  case local(path: String)
  /// A local socket by its name in Linux's abstract name space, at most 107 bytes.
  case abstract(_ name: String)
  /// An address that is known already.
  case address(SocketAddress)

  /// The address, or an error of `.resolve` that names what is wrong with which part.
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
