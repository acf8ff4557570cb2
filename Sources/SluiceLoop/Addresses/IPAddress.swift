// An IP address of either family, with a scope where it needs one.

import Glibc

/// An IPv4 or IPv6 address without a port.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case ipv4(IPv4Address)
  /// An IPv6 address, with the scope of a link-local one: the index of an interface, 0: none.
  case ipv6(IPv6Address, scope: UInt32 = 0)

  /// The family to open a socket of, to reach this address.
  public var family: SocketFamily {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    }
  }

  /// The bytes in the order of the network, 4 or 16.
  public var octets: [UInt8] {
    switch self {
    case .ipv4(let address): address.octets
    case .ipv6(let address, _): address.octets
    }
  }

  /// The address with those bytes, in the order of the network; nil unless there are 4 or 16.
  public init?(octets: some Collection<UInt8>) {
    if let address = IPv4Address(octets: octets) {
      self = .ipv4(address)
    } else if let address = IPv6Address(octets: octets) {
      self = .ipv6(address)
    } else {
      return nil
    }
  }

  /// The address with a port.
  public func withPort(_ port: UInt16) -> SocketAddress {
    switch self {
    case .ipv4(let address): .ipv4(address, port: port)
    case .ipv6(let address, let scope): .ipv6(address, port: port, scope: scope)
    }
  }

  /// The IPv4 address that is mapped into an IPv6 one; every other address as it is. To be compared
  /// where a socket of both families shows its peers.
  public var unmapped: IPAddress {
    if case .ipv6(let address, _) = self, let mapped = address.mappedIPv4 { return .ipv4(mapped) }
    return self
  }
}

extension IPAddress: LosslessStringConvertible {
  /// The address that `text` spells: as `IPv4Address` or `IPv6Address` read it, the latter perhaps
  /// with a scope, `fe80::1%2` or `fe80::1%eth0`. Nil for everything else, and for an interface that
  /// does not exist. No system call but for the name of an interface.
  public init?(_ text: String) {
    if let address = IPv4Address(text) {
      self = .ipv4(address)
      return
    }
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPv6Address(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = .ipv6(address)
      return
    }
    guard let scope = Self.scope(parts[1]) else { return nil }
    self = .ipv6(address, scope: scope)
  }

  /// A number, or the name of an interface.
  static func scope(_ text: Substring) -> UInt32? {
    if AddressDigits.isNumber(text) { return UInt32(text) }
    // if_nametoindex(3) reads a C string; 0 is no interface's number.
    let index = text.utf8.contains(0) ? 0 : unsafe if_nametoindex(String(text))
    return index > 0 ? index : nil
  }

  /// `127.0.0.1`, `::1`, `fe80::1%2`
  public var description: String {
    switch self {
    case .ipv4(let address): "\(address)"
    case .ipv6(let address, 0): "\(address)"
    case .ipv6(let address, let scope): "\(address)%\(scope)"
    }
  }
}

extension IPAddress {
  /// 0.0.0.0 or `::`.
  public var isUnspecified: Bool { either(\.isUnspecified, \.isUnspecified) }
  /// 127.0.0.0/8 or `::1`.
  public var isLoopback: Bool { either(\.isLoopback, \.isLoopback) }
  /// Of a network of one's own: RFC 1918 or RFC 4193.
  public var isPrivate: Bool { either(\.isPrivate, \.isPrivate) }
  /// Of one link alone: 169.254.0.0/16 or `fe80::/10`.
  public var isLinkLocal: Bool { either(\.isLinkLocal, \.isLinkLocal) }
  /// A group of hosts.
  public var isMulticast: Bool { either(\.isMulticast, \.isMulticast) }
  /// How far multicast goes; nil where it is none.
  public var multicastScope: MulticastScope? { either(\.multicastScope, \.multicastScope) }

  private func either<R>(
    _ ipv4: (IPv4Address) -> R, _ ipv6: (IPv6Address) -> R
  ) -> R {
    switch self {
    case .ipv4(let address): ipv4(address)
    case .ipv6(let address, _): ipv6(address)
    }
  }
}

extension SocketAddress {
  /// The address without its port; nil for a local one.
  public var host: IPAddress? {
    switch self {
    case .ipv4(let address, _): .ipv4(address)
    case .ipv6(let address, _, let scope): .ipv6(address, scope: scope)
    case .local, .abstract, .unnamed: nil
    }
  }
}
