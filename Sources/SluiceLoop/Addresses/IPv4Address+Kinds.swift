// What kind of address an IPv4 address is, by the registries that give them out.

extension IPv4Address {
  /// 0.0.0.0: no address, or any.
  public var isUnspecified: Bool { self == .any }
  /// 127.0.0.0/8 (RFC 1122): this host.
  public var isLoopback: Bool { isWithin(0x7f00_0000, 8) }
  /// 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (RFC 1918): of a network of one's own.
  public var isPrivate: Bool {
    isWithin(0x0a00_0000, 8) || isWithin(0xac10_0000, 12) || isWithin(0xc0a8_0000, 16)
  }
  /// 100.64.0.0/10 (RFC 6598): between a provider and its customers.
  public var isShared: Bool { isWithin(0x6440_0000, 10) }
  /// 169.254.0.0/16 (RFC 3927): of one link alone.
  public var isLinkLocal: Bool { isWithin(0xa9fe_0000, 16) }
  /// 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 (RFC 5737): for examples.
  public var isDocumentation: Bool {
    isWithin(0xc000_0200, 24) || isWithin(0xc633_6400, 24) || isWithin(0xcb00_7100, 24)
  }
  /// 224.0.0.0/4 (RFC 5771): a group of hosts.
  public var isMulticast: Bool { isWithin(0xe000_0000, 4) }
  /// How far multicast of this address goes, by RFC 2365 as RFC 4291 puts it; nil where it is none.
  public var multicastScope: MulticastScope? {
    guard isMulticast else { return nil }
    if isWithin(0xe000_0000, 24) { return .linkLocal }
    if isWithin(0xefff_0000, 16) { return .siteLocal }
    if isWithin(0xefc0_0000, 14) { return .organizationLocal }
    return .global
  }
  /// 255.255.255.255: all hosts of the network at hand.
  public var isBroadcast: Bool { self == .broadcast }
  /// 240.0.0.0/4 without the broadcast address (RFC 1112): not given out.
  public var isReserved: Bool { isWithin(0xf000_0000, 4) && !isBroadcast }

  /// The classes of networks before there were prefixes (RFC 791, RFC 1112).
  public enum NetworkClass: String, Hashable, Sendable {
    case a, b, c, d, e

    /// How long the network's part of an address is; nil for multicast (`d`) and reserved (`e`).
    public var prefixLength: Int? {
      switch self {
      case .a: 8
      case .b: 16
      case .c: 24
      case .d, .e: nil
      }
    }
  }

  /// The class of the network.
  public var networkClass: NetworkClass {
    switch (~value).leadingZeroBitCount {
    case 0: .a
    case 1: .b
    case 2: .c
    case 3: .d
    default: .e
    }
  }

  /// The network by the address's class; nil for class D and E.
  public var classfulNetwork: IPNetwork<IPv4Address>? {
    networkClass.prefixLength.map { IPNetwork(containing: self, prefixLength: $0) }
  }

  private func isWithin(_ network: UInt32, _ length: Int) -> Bool {
    IPNetwork(containing: IPv4Address(value: network), prefixLength: length).contains(self)
  }
}
