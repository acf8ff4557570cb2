// What IPv4 and IPv6 addresses have in common: they are numbers of so many bits.

/// An address that is a number: `IPv4Address` or `IPv6Address`.
///
/// Addresses are ordered as those numbers are.
public protocol InternetAddress: Hashable, Comparable, Sendable, LosslessStringConvertible {
  /// The type of the number.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// The address as a number: the first bit of the address is its most significant one.
  var bits: Bits { get }
  /// The address with that number.
  init(bits: Bits)
}

extension InternetAddress {
  /// The bytes in the order of the network, 4 or 16.
  public var octets: [UInt8] {
    stride(from: Bits.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: bits >> Bits($0))
    }
  }

  /// The address with those bytes, in the order of the network; nil unless there are 4, or 16.
  public init?(octets: some Collection<UInt8>) {
    guard octets.count == Bits.bitWidth / 8 else { return nil }
    self.init(bits: octets.reduce(0) { $0 << 8 | Bits($1) })
  }

  /// The address so many further on, or, for less than zero, back; nil past either end.
  public func advanced(by count: Int) -> Self? {
    guard let distance = Bits(exactly: count.magnitude) else { return nil }
    let (sum, isPast) =
      count < 0
      ? bits.subtractingReportingOverflow(distance) : bits.addingReportingOverflow(distance)
    return isPast ? nil : Self(bits: sum)
  }

  /// By their numbers.
  public static func < (first: Self, second: Self) -> Bool { first.bits < second.bits }
}
