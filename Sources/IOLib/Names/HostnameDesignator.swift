// Hosts as arguments: everything that IOLIB calls a hostname designator.

public import SluiceLoop

/// A host: by its name, or by an address in any of its forms.
///
/// Literals are designators: `"localhost"`, `"127.0.0.1"`, `[127, 0, 0, 1]`, `2_130_706_433`.
public enum HostnameDesignator: Hashable, Sendable {
  /// A name, or the text of an address.
  case text(String)
  /// An address.
  case address(IPAddress)
  /// Four octets or eight groups of 16 bits.
  case vector([Int])
  /// An IPv4 address as a number, 0...2³²-1.
  case integer(Int)

  /// A name, or the text of an address.
  public init(_ text: String) { self = .text(text) }
  /// An address.
  public init(_ address: IPAddress) { self = .address(address) }
  /// An IPv4 address.
  public init(_ address: IPv4Address) { self = .address(.ipv4(address)) }
  /// An IPv6 address.
  public init(_ address: IPv6Address) { self = .address(.ipv6(address)) }
  /// Four octets or eight groups of 16 bits.
  public init(_ vector: [some BinaryInteger]) { self = .vector(vector.map { Int(clamping: $0) }) }
  /// An IPv4 address as a number, 0...2³²-1.
  public init(_ integer: some BinaryInteger) { self = .integer(Int(clamping: integer)) }

  /// The address that this is, or spells; nil for a name. Asks nobody: no system call, but for the
  /// name of an interface after `%`.
  ///
  /// - Throws: `.parseError` for a vector of another length; `.invalidArgument` for a number that is
  ///   too large, or less than zero.
  public func literal() throws(SocketError) -> IPAddress? {
    switch self {
    case .text(let text): try ensureAddress(text, errorp: false)
    case .address(let address): address
    case .vector(let vector): try ensureAddress(vector)
    case .integer(let integer): try ensureAddress(integer)
    }
  }

  /// The address that this is, or spells, of whatever family it is; else the first one that
  /// `lookupHost` finds. `ensure-hostname`
  ///
  /// - Throws: what `literal()` and `lookupHost(_:ipv6:)` throw.
  @available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
  public func resolve(ipv6: IPv6Mode = defaultIPv6) throws(SocketError) -> IPAddress {
    requirePlainThread("ensureHostname")
    if let address = try literal() { return address }
    return try lookupHost(self, ipv6: ipv6).address
  }
}

extension HostnameDesignator: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByIntegerLiteral
{
  /// A name, or the text of an address.
  public init(stringLiteral text: String) { self = .text(text) }
  /// Four octets or eight groups of 16 bits.
  public init(arrayLiteral vector: Int...) { self = .vector(vector) }
  /// An IPv4 address as a number.
  public init(integerLiteral integer: Int) { self = .integer(integer) }
}

extension HostnameDesignator: CustomStringConvertible {
  /// Text quoted and escaped; everything else as it is written.
  public var description: String {
    switch self {
    case .text(let text): text.debugDescription
    case .address(let address): address.description
    case .vector(let vector): vector.description
    case .integer(let integer): integer.description
    }
  }
}

/// The address of a host: the one that `host` is or spells, else the first one found. `ensure-hostname`
///
/// - Throws: what `HostnameDesignator.resolve(ipv6:)` throws.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func ensureHostname(
  _ host: HostnameDesignator, ipv6: IPv6Mode = defaultIPv6
) throws(SocketError) -> IPAddress {
  try host.resolve(ipv6: ipv6)
}

/// The same; where `errorp` is false, nil for a name that is not found. `ensure-hostname`
///
/// - Throws: `.parseError` and `.invalidArgument` in any case; the rest if `errorp`.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func ensureHostname(
  _ host: HostnameDesignator, ipv6: IPv6Mode = defaultIPv6, errorp: Bool
) throws(SocketError) -> IPAddress? {
  do {
    return try host.resolve(ipv6: ipv6)
  } catch {
    guard !errorp, error.isResolverError else { throw error }
    return nil
  }
}
