// A network: the addresses that begin alike.

/// The addresses whose first `prefixLength` bits are those of `first`: `10.0.0.0/8`, `fe80::/10`.
///
/// Invariant: the bits of `first` behind the prefix are zero.
public struct IPNetwork<Address: InternetAddress>: Hashable, Sendable {
  /// The lowest address, by which the network is called.
  public let first: Address
  /// How many bits all addresses have in common, 0 to 32 or 128.
  public let prefixLength: Int

  /// The network of that size that holds `address`. Traps for a length that is more than an address
  /// has bits, or less than zero.
  public init(containing address: Address, prefixLength: Int) {
    precondition(
      (0...Address.Bits.bitWidth).contains(prefixLength),
      "a prefix is as long as that of no address")
    first = Address(bits: address.bits & Self.mask(prefixLength))
    self.prefixLength = prefixLength
  }

  /// The network of that mask that holds `address`; nil for a mask in which a one follows a zero.
  public init?(containing address: Address, netmask: Address) {
    guard let length = Self.prefixLength(of: netmask) else { return nil }
    self.init(containing: address, prefixLength: length)
  }

  /// The prefix as an address: 255.255.255.0 for a length of 24.
  public var netmask: Address { Address(bits: Self.mask(prefixLength)) }
  /// The other bits as an address: 0.0.0.255 for a length of 24.
  public var hostmask: Address { Address(bits: ~Self.mask(prefixLength)) }
  /// The highest address; in IPv4, where all hosts of a network are reached.
  public var last: Address { Address(bits: first.bits | hostmask.bits) }
  /// All of them.
  public var addresses: ClosedRange<Address> { first...last }

  /// Whether an address is in the network.
  public func contains(_ address: Address) -> Bool {
    (address.bits ^ first.bits) & Self.mask(prefixLength) == 0
  }

  /// Whether every address of the other network is.
  public func contains(_ other: IPNetwork) -> Bool {
    other.prefixLength >= prefixLength && contains(other.first)
  }

  /// The part of `address` behind the prefix: which host it is.
  public func hostPart(of address: Address) -> Address {
    Address(bits: address.bits & hostmask.bits)
  }

  /// The mask of that length, 0 to 32 or 128: 255.255.0.0 for 16.
  public static func netmask(prefixLength: Int) -> Address {
    IPNetwork(containing: Address(bits: 0), prefixLength: prefixLength).netmask
  }

  /// The length of a mask; nil for one in which a one follows a zero.
  public static func prefixLength(of netmask: Address) -> Int? {
    let length = (~netmask.bits).leadingZeroBitCount
    return mask(length) == netmask.bits ? length : nil
  }

  private static func mask(_ length: Int) -> Address.Bits {
    // A shift by all of the bits gives zero.
    ~(Address.Bits.max >> length)
  }
}

extension IPNetwork: LosslessStringConvertible {
  /// The network that `text` spells, `10.0.0.0/8`; nil where a bit behind the prefix is not zero, and
  /// for everything else that is no network.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(String(parts[0])),
      (1...3).contains(parts[1].utf8.count), AddressDigits.isNumber(parts[1]),
      parts[1] == "0" || !parts[1].hasPrefix("0"),
      let length = Int(parts[1]), length <= Address.Bits.bitWidth
    else { return nil }
    self.init(containing: address, prefixLength: length)
    guard first == address else { return nil }
  }

  /// `10.0.0.0/8`
  public var description: String { "\(first)/\(prefixLength)" }
}
