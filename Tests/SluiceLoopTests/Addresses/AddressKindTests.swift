// What kind of address an address is.

import SluiceLoop
import Testing

@Suite struct `Kinds of IP addresses` {
  /// Everything that an address is, by name.
  private func kinds(_ text: String) throws -> Set<String> {
    switch try #require(IPAddress(text)) {
    case .ipv4(let address):
      [
        "unspecified": address.isUnspecified, "loopback": address.isLoopback,
        "private": address.isPrivate, "shared": address.isShared,
        "link": address.isLinkLocal, "documentation": address.isDocumentation,
        "multicast": address.isMulticast, "broadcast": address.isBroadcast,
        "reserved": address.isReserved,
      ].trueKeys
    case .ipv6(let address, _):
      [
        "unspecified": address.isUnspecified, "loopback": address.isLoopback,
        "private": address.isPrivate, "link": address.isLinkLocal, "site": address.isSiteLocal,
        "documentation": address.isDocumentation, "multicast": address.isMulticast,
        "global": address.isGlobalUnicast, "mapped": address.isIPv4Mapped,
        "compatible": address.isIPv4Compatible, "transient": address.isTransientMulticast,
        "solicited": address.isSolicitedNodeMulticast,
      ].trueKeys
    }
  }

  @Test(arguments: [
    ("0.0.0.0", ["unspecified"]), ("0.0.0.1", []), ("127.0.0.1", ["loopback"]),
    ("127.255.255.255", ["loopback"]), ("126.255.255.255", []), ("128.0.0.0", []),
    ("10.0.0.0", ["private"]), ("10.255.255.255", ["private"]), ("11.0.0.0", []),
    ("172.15.255.255", []), ("172.16.0.0", ["private"]), ("172.31.255.255", ["private"]),
    ("172.32.0.0", []), ("192.168.0.0", ["private"]), ("192.169.0.0", []),
    ("100.63.255.255", []), ("100.64.0.0", ["shared"]), ("100.128.0.0", []),
    ("169.254.0.1", ["link"]), ("192.0.2.1", ["documentation"]),
    ("198.51.100.1", ["documentation"]), ("203.0.113.1", ["documentation"]), ("203.0.114.1", []),
    ("224.0.0.0", ["multicast"]), ("224.1.2.3", ["multicast"]), ("232.0.0.127", ["multicast"]),
    ("239.255.255.255", ["multicast"]), ("223.255.255.255", []), ("240.0.0.0", ["reserved"]),
    ("255.255.255.254", ["reserved"]), ("255.255.255.255", ["broadcast"]),
    ("::", ["unspecified"]), ("0:0:0:0:0:0:0:0", ["unspecified"]), ("::1", ["loopback"]),
    ("0:0::1", ["loopback"]), ("::2", ["compatible"]), ("::1.2.3.4", ["compatible"]),
    ("::ffff:127.0.0.1", ["mapped"]), ("::fffe:127.0.0.1", []),
    ("fe80::1", ["link"]), ("febf:ffff::", ["link"]), ("fec0::", ["site"]), ("feff::", ["site"]),
    ("fc00::1", ["private"]), ("fdff::1", ["private"]), ("fbff::1", []), ("fe00::", []),
    ("2000::", ["global"]), ("3ffe::", ["global"]), ("4000::", []), ("1fff::", []),
    ("2001:db8::1", ["global", "documentation"]), ("3fff::1", ["global", "documentation"]),
    ("3fff:1000::", ["global"]),
    ("ff02::2", ["multicast"]), ("ff0a::114", ["multicast"]), ("ff05::1:3", ["multicast"]),
    ("ff12::1", ["multicast", "transient"]), ("ff02::1:ff00:1", ["multicast", "solicited"]),
    ("ff02::1:fe00:1", ["multicast"]),
  ])
  func `An address is what the registries say`(text: String, expected: [String]) throws {
    #expect(try kinds(text) == Set(expected))
  }

  @Test(arguments: [
    ("ff01::1", MulticastScope.interfaceLocal as MulticastScope?), ("ff02::1", .linkLocal),
    ("ff13::1", .realmLocal),
    ("ff04::1", .adminLocal), ("ff05::1:3", .siteLocal), ("ff08::1", .organizationLocal),
    ("ff0e::1", .global), ("ff0a::114", MulticastScope(rawValue: 10)),
    ("224.0.0.251", .linkLocal), ("239.255.1.1", .siteLocal), ("239.192.0.1", .organizationLocal),
    ("239.196.0.1", .global), ("224.0.1.1", .global), ("fe80::1", nil), ("223.0.0.1", nil),
  ])
  func `Multicast goes so far`(text: String, scope: MulticastScope?) throws {
    #expect(try #require(IPAddress(text)).multicastScope == scope)
  }

  @Test func `Scopes are ordered, some have no meaning`() {
    #expect(MulticastScope.linkLocal < .global)
    let all = (0...15).map { MulticastScope(rawValue: $0) }
    #expect(all.filter(\.isReserved).map(\.rawValue) == [0, 15])
    #expect(all.filter(\.isUnassigned).map(\.rawValue) == [6, 7, 9, 10, 11, 12, 13])
  }

  @Test(arguments: [
    ("0.0.0.0", IPv4Address.NetworkClass.a, 8 as Int?), ("127.255.255.255", .a, 8),
    ("128.0.0.0", .b, 16),
    ("191.255.0.1", .b, 16), ("192.0.0.0", .c, 24), ("223.255.255.255", .c, 24),
    ("224.0.0.0", .d, nil), ("239.255.255.255", .d, nil), ("240.0.0.0", .e, nil),
    ("255.255.255.255", .e, nil),
  ])
  func `A network has a class`(
    text: String, expected: IPv4Address.NetworkClass, length: Int?
  ) throws {
    let address = try #require(IPv4Address(text))
    #expect(address.networkClass == expected)
    #expect(address.classfulNetwork?.prefixLength == length)
    #expect(address.classfulNetwork?.contains(address) != false)
  }

  @Test func `An IPv4 address is mapped and found again`() throws {
    let address = IPv4Address(192, 0, 2, 1)
    let mapped = IPv6Address(mapping: address)
    #expect(mapped.description == "::ffff:192.0.2.1")
    #expect(mapped.mappedIPv4 == address)
    #expect(IPv6Address.loopback.mappedIPv4 == nil)
    #expect(IPAddress.ipv6(mapped).unmapped == .ipv4(address))
    #expect(IPAddress.ipv4(address).unmapped == .ipv4(address))
    #expect(IPAddress.ipv4(address) != .ipv6(mapped))
  }
}

extension Dictionary<String, Bool> {
  fileprivate var trueKeys: Set<String> { Set(filter(\.value).keys) }
}
