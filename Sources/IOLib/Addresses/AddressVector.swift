// Internet addresses as vectors, and everything that spells one.

public import SluiceLoop

/// An internet address as a vector, and which family it is of: both values of `address-to-vector`.
public enum AddressVector: Hashable, Sendable {
  /// Four octets.
  case ipv4([UInt8])
  /// Eight groups of 16 bits.
  case ipv6([UInt16])
}

/// The vector of an address that is text, dotted or with colons; nil for every other text.
/// `address-to-vector`
public func addressToVector(_ text: String) -> AddressVector? {
  if let octets = try? dottedToVector(text) { return .ipv4(octets) }
  return (try? colonSeparatedToVector(text)).map { .ipv6($0) }
}

/// Four octets or eight groups themselves; nil for another count. `address-to-vector`
///
/// - Throws: `.invalidArgument` for a number that is too large for its place, or less than zero.
public func addressToVector(
  _ vector: [some BinaryInteger]
) throws(SocketError) -> AddressVector? {
  switch vector.count {
  case 4: .ipv4(try octets(vector))
  case 8: .ipv6(try groups(vector))
  default: nil
  }
}

/// The vector of an IPv4 address that is a number. `address-to-vector`
///
/// - Throws: `.invalidArgument` outside of 0...2³²-1.
public func addressToVector(_ integer: some BinaryInteger) throws(SocketError) -> AddressVector {
  .ipv4(try integerToVector(integer))
}

/// An address's vector; that of an IPv6 address is without its scope. `address-to-vector`
public func addressToVector(_ address: IPAddress) -> AddressVector {
  switch address {
  case .ipv4(let address): .ipv4(address.octets)
  case .ipv6(let address, _): .ipv6(address.groups)
  }
}

/// The vector of an address that is text; nil for every other text. `string-address-to-vector`
public func stringAddressToVector(_ text: String) -> AddressVector? { addressToVector(text) }

extension IPAddress {
  /// The address with that vector.
  ///
  /// - Throws: `.invalidArgument` for a vector that is not of four octets, or not of eight groups.
  public init(_ vector: AddressVector) throws(SocketError) {
    switch vector {
    case .ipv4(let octets):
      self = .ipv4(IPv4Address(value: try vectorToInteger(octets)))
    case .ipv6(let vector):
      let groups = try groups(vector)
      self = .ipv6(IPv6Address(bits: groups.reduce(0) { $0 << 16 | UInt128($1) }))
    }
  }
}
