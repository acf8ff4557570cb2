// Well-known addresses.

public import SluiceLoop

/// `+ipv4-unspecified+`, 0.0.0.0
public let ipv4Unspecified = IPAddress.ipv4(.any)
/// `+ipv4-loopback+`, 127.0.0.1
public let ipv4Loopback = IPAddress.ipv4(.loopback)
/// `+ipv6-unspecified+`, `::`
public let ipv6Unspecified = IPAddress.ipv6(.any)
/// `+ipv6-loopback+`, `::1`
public let ipv6Loopback = IPAddress.ipv6(.loopback)

/// `+any-host+`: the unspecified address, of IPv6 unless `defaultIPv6` is `.no`.
public var anyHost: IPAddress { defaultIPv6 == .no ? ipv4Unspecified : ipv6Unspecified }
/// `+loopback+`: the loopback address, of IPv6 unless `defaultIPv6` is `.no`.
public var loopback: IPAddress { defaultIPv6 == .no ? ipv4Loopback : ipv6Loopback }

/// `+ipv6-interface-local-all-nodes+`, `ff01::1`
public let ipv6InterfaceLocalAllNodes = multicast(0xff01, 1)
/// `+ipv6-link-local-all-nodes+`, `ff02::1`
public let ipv6LinkLocalAllNodes = multicast(0xff02, 1)
/// `+ipv6-interface-local-all-routers+`, `ff01::2`
public let ipv6InterfaceLocalAllRouters = multicast(0xff01, 2)
/// `+ipv6-link-local-all-routers+`, `ff02::2`
public let ipv6LinkLocalAllRouters = multicast(0xff02, 2)
/// `+ipv6-site-local-all-routers+`, `ff05::2`
public let ipv6SiteLocalAllRouters = multicast(0xff05, 2)

/// `+max-ipv4-value+`, 2³²-1: 255.255.255.255 as a number.
public let maxIPv4Value = UInt32.max

private func multicast(_ first: UInt64, _ last: UInt64) -> IPAddress {
  .ipv6(IPv6Address(high: first << 48, low: last))
}
