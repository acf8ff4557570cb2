// IPv6 addresses: the value and its text. What kind of address it is, see IPv6Address+Kinds.swift.

/// An IPv6 address, without a scope: `IPAddress` and `SocketAddress` have one beside it.
public struct IPv6Address: Hashable, Sendable {
  /// The first 64 bits as a number.
  public var high: UInt64
  /// The last 64 bits as a number.
  public var low: UInt64
  /// The address with those halves.
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }
  /// ::1
  public static let loopback = IPv6Address(high: 0, low: 1)
  /// ::
  public static let any = IPv6Address(high: 0, low: 0)
}

extension IPv6Address: InternetAddress {
  /// The address as a number.
  public var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }
  /// The address with that number.
  public init(bits: UInt128) {
    self.init(high: UInt64(bits >> 64), low: UInt64(truncatingIfNeeded: bits))
  }

  /// The eight groups of sixteen bits, the first one first.
  public var groups: [UInt16] {
    stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: bits >> UInt128($0)) }
  }

  /// The address with those groups; nil unless there are eight.
  public init?(groups: some Collection<UInt16>) {
    guard groups.count == 8 else { return nil }
    self.init(bits: groups.reduce(0) { $0 << 16 | UInt128($1) })
  }

  /// The address that `text` spells: eight groups of one to four hexadecimal digits, of which `::`
  /// may stand for one or more that are zero, once; in place of the last two an IPv4 address. As
  /// inet_pton(3); nil for everything else, so also for a scope, brackets and blanks.
  public init?(_ text: String) { self.init(text[...]) }

  init?(_ text: Substring) {
    guard let groups = AddressDigits.ipv6(text.utf8) else { return nil }
    self.init(groups: groups)
  }
}

extension IPv6Address: CustomStringConvertible {
  /// As RFC 5952 has it: `::1`, `2001:db8::1`, `::ffff:192.0.2.1`. (An IPv4 address is also shown in
  /// the deprecated `::192.0.2.1`, as inet_ntop(3) does.)
  public var description: String {
    let groups = groups
    let zeros = Self.longestRunOfZeros(groups)
    // An IPv4 address behind ::ffff:, or behind nothing if it looks like one.
    if let zeros, zeros.lowerBound == 0,
      zeros.upperBound == 6 || zeros.upperBound == 5 && groups[5] == 0xffff
    {
      return
        "::\(zeros.upperBound == 5 ? "ffff:" : "")\(IPv4Address(value: UInt32(truncatingIfNeeded: low)))"
    }
    guard let zeros else { return Self.text(groups[...]) }
    return Self.text(groups[..<zeros.lowerBound]) + "::" + Self.text(groups[zeros.upperBound...])
  }

  private static func text(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first of the longest, two groups or more.
  private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int>? {
    var longest = 0..<1
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > longest.count { longest = start..<index + 1 }
    }
    return longest.count >= 2 ? longest : nil
  }
}
