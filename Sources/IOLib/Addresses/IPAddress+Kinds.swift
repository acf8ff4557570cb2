// What IOLIB asks of addresses and the loop's room does not.

public import SluiceLoop

extension IPAddress {
  /// Whether it is an IPv4 address that is mapped into IPv6: `::ffff:a.b.c.d`. `ipv6-ipv4-mapped-p`
  public var isIPv4Mapped: Bool {
    if case .ipv6(let address, _) = self { address.isIPv4Mapped } else { false }
  }

  /// Whether it is one host's: not unspecified, not loopback, not multicast. `inet-address-unicast-p`
  ///
  /// 127.0.0.2 is loopback here, in IOLIB unicast.
  public var isUnicast: Bool { kind == .unicast }

  /// What kind of address it is: the second value of `inet-address-type`. The first one is `family`.
  public enum Kind: String, Hashable, Sendable {
    /// 0.0.0.0 or `::`.
    case unspecified
    /// 127.0.0.0/8 or `::1`.
    case loopback
    /// A group of hosts; how far it reaches, says `multicastScope`.
    case multicast
    /// Every other address.
    case unicast
  }

  /// What kind of address it is. `inet-address-type`
  public var kind: Kind {
    if isUnspecified { return .unspecified }
    if isLoopback { return .loopback }
    return isMulticast ? .multicast : .unicast
  }
}

/// `::ffff:a.b.c.d`. `map-ipv4-address-to-ipv6`
public func mapIPv4AddressToIPv6(_ address: IPv4Address) -> IPv6Address {
  IPv6Address(mapping: address)
}

/// The IPv4 address that is mapped into `address`. `map-ipv6-address-to-ipv4`
///
/// - Throws: `.invalidArgument` for every other address.
public func mapIPv6AddressToIPv4(_ address: IPv6Address) throws(SocketError) -> IPv4Address {
  guard let mapped = address.mappedIPv4 else {
    throw .argument("address", "\(address) is not a mapped IPv4 address")
  }
  return mapped
}
