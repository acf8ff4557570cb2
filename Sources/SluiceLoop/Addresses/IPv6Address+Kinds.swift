// What kind of address an IPv6 address is, by the registries that give them out.

extension IPv6Address {
  /// `::`: no address, or any.
  public var isUnspecified: Bool { self == .any }
  /// `::1`: this host.
  public var isLoopback: Bool { self == .loopback }
  /// `fe80::/10`: of one link alone, and so with a scope.
  public var isLinkLocal: Bool { startsWith(0xfe80, 10) }
  /// `fec0::/10`, deprecated by RFC 3879: of one site.
  public var isSiteLocal: Bool { startsWith(0xfec0, 10) }
  /// `fc00::/7` (RFC 4193): of a network of one's own.
  public var isUniqueLocal: Bool { startsWith(0xfc00, 7) }
  /// The same: what the private networks are to IPv4.
  public var isPrivate: Bool { isUniqueLocal }
  /// `2000::/3`: what is given out for the Internet.
  public var isGlobalUnicast: Bool { startsWith(0x2000, 3) }
  /// `2001:db8::/32` (RFC 3849) and `3fff::/20` (RFC 9637): for examples.
  public var isDocumentation: Bool { high >> 32 == 0x2001_0db8 || high >> 44 == 0x3fff0 }

  // MARK: Multicast

  /// `ff00::/8`: a group of hosts.
  public var isMulticast: Bool { startsWith(0xff00, 8) }
  /// How far multicast of this address goes; nil where it is none.
  public var multicastScope: MulticastScope? {
    isMulticast ? MulticastScope(rawValue: UInt8(truncatingIfNeeded: high >> 48 & 0xf)) : nil
  }
  /// A multicast address that no registry has given out for good.
  public var isTransientMulticast: Bool { isMulticast && high >> 52 & 1 == 1 }
  /// `ff02::1:ff00:0/104`: where neighbours are asked for.
  public var isSolicitedNodeMulticast: Bool {
    high == 0xff02 << 48 && low >> 24 == 0x1ff
  }

  // MARK: IPv4 inside

  /// `::ffff:0:0/96`: an IPv4 address, as a socket of both families shows it.
  public var isIPv4Mapped: Bool { high == 0 && low >> 32 == 0xffff }
  /// `::/96` without `::` and `::1`: an IPv4 address, in a form that is deprecated.
  public var isIPv4Compatible: Bool { high == 0 && low >> 32 == 0 && low > 1 }
  /// The IPv4 address that is mapped into this one, if it is of that kind.
  public var mappedIPv4: IPv4Address? {
    isIPv4Mapped ? IPv4Address(value: UInt32(truncatingIfNeeded: low)) : nil
  }
  /// `::ffff:a.b.c.d`
  public init(mapping address: IPv4Address) {
    self.init(high: 0, low: 0xffff << 32 | UInt64(address.value))
  }

  private func startsWith(_ group: UInt64, _ length: UInt64) -> Bool {
    (high >> 48 ^ group) >> (16 - length) == 0
  }
}

/// How far a multicast goes (RFC 4291, RFC 7346): four bits.
public struct MulticastScope: RawRepresentable, Hashable, Comparable, Sendable {
  /// The four bits.
  public let rawValue: UInt8
  /// The scope of those bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// This interface.
  public static let interfaceLocal = MulticastScope(rawValue: 0x1)
  /// This link.
  public static let linkLocal = MulticastScope(rawValue: 0x2)
  /// A realm, as the link's own rules have it.
  public static let realmLocal = MulticastScope(rawValue: 0x3)
  /// The smallest one that is configured.
  public static let adminLocal = MulticastScope(rawValue: 0x4)
  /// A site.
  public static let siteLocal = MulticastScope(rawValue: 0x5)
  /// All sites of an organization.
  public static let organizationLocal = MulticastScope(rawValue: 0x8)
  /// The Internet.
  public static let global = MulticastScope(rawValue: 0xe)

  /// Reserved by RFC 4291: nothing must use it.
  public var isReserved: Bool { rawValue == 0 || rawValue == 0xf }
  /// Not given a meaning yet.
  public var isUnassigned: Bool { [0x6, 0x7, 0x9, 0xa, 0xb, 0xc, 0xd].contains(rawValue) }

  /// The narrower one first.
  public static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}
