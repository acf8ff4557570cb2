// How sockets print, as in IOLIB: what it is, and where.

import SluiceLoop

extension Socket: CustomStringConvertible {
  /// `#<active IPv4 stream socket connected to 127.0.0.1/37620>`, `#<passive local stream socket waiting @
  /// "/run/printer">`, `#<IPv4 datagram socket waiting @ 0.0.0.0/9>`, and `unconnected`, `unbound`, `closed`.
  /// Two system calls at most.
  public var description: String {
    let family =
      switch addressFamily {
      case .ipv4: "IPv4"
      case .ipv6: "IPv6"
      case .local: "local"
      }
    let name =
      socketClass.kind == .datagram
      ? "\(family) datagram socket" : "\(socketClass.role.rawValue) \(family) stream socket"
    return "#<\(name)\(place)>"
  }

  private var place: String {
    guard isOpen else { return ", closed" }
    if socketClass.role == .active, let peer = try? remoteAddress() {
      return " connected to \(Self.text(peer))"
    }
    if socketClass.role == .active, socketClass.kind == .stream { return ", unconnected" }
    guard let local = try? localAddress(), !Self.isNowhere(local) else { return ", unbound" }
    return " waiting @ \(Self.text(local))"
  }

  private static func isNowhere(_ address: SocketAddress) -> Bool {
    address == .unnamed || address.port == 0
  }

  private static func text(_ address: SocketAddress) -> String {
    guard let port = address.port else { return "\(Address(address))" }
    return "\(Address(address))/\(port)"
  }
}
