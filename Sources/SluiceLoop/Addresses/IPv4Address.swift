// IPv4 addresses: the value and its text. What kind of address it is, see IPv4Address+Kinds.swift.

/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable {
  /// The address as a number: 127.0.0.1 is 0x7f00_0001.
  public var value: UInt32
  /// The address with that number.
  public init(value: UInt32) { self.value = value }
  /// 127.0.0.1
  public static let loopback = IPv4Address(value: 0x7f00_0001)
  /// 0.0.0.0
  public static let any = IPv4Address(value: 0)
  /// 255.255.255.255, all hosts of the network at hand.
  public static let broadcast = IPv4Address(value: 0xffff_ffff)
}

extension IPv4Address: InternetAddress {
  /// The address as a number.
  public var bits: UInt32 { value }
  /// The address with that number.
  public init(bits: UInt32) { self.init(value: bits) }

  /// The address `first.second.third.fourth`.
  public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    self.init(value: [first, second, third, fourth].reduce(0) { $0 << 8 | UInt32($1) })
  }

  /// The address that `text` spells: four decimal numbers within 0...255, without leading zeros,
  /// with a dot between each two. As inet_pton(3); nil for everything else.
  public init?(_ text: String) { self.init(text[...]) }

  init?(_ text: Substring) {
    guard let value = AddressDigits.ipv4(text.utf8) else { return nil }
    self.init(value: value)
  }
}

extension IPv4Address: CustomStringConvertible {
  /// `127.0.0.1`
  public var description: String {
    octets.map { String($0) }.joined(separator: ".")
  }
}
