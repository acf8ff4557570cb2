// Hosts by their names, and names by their addresses.

public import SluiceLoop

/// What `lookupHost` found: the four values of IOLIB.
public struct HostLookup: Hashable, Sendable {
  /// One of a host's names, with one of its addresses.
  public struct Name: Hashable, Sendable {
    /// A name.
    public var name: String
    /// An address of that name.
    public var address: IPAddress

    /// That name with that address.
    public init(name: String, address: IPAddress) { (self.name, self.address) = (name, address) }
  }

  /// The first address, which is the one to use.
  public var address: IPAddress
  /// The others, in the order in which they are to be tried.
  public var otherAddresses: [IPAddress]
  /// What the host is really called.
  public var canonicalName: String
  /// The host's names with their addresses: the canonical one and, if it is another, the one that was
  /// asked for.
  public var names: [Name]

  /// A host with those parts.
  public init(
    address: IPAddress, otherAddresses: [IPAddress] = [], canonicalName: String, names: [Name]
  ) {
    self.address = address
    self.otherAddresses = otherAddresses
    self.canonicalName = canonicalName
    self.names = names
  }
}

/// The addresses of a host, or, for an address in any form, its name. `lookup-host`, `lookup-hostname`
///
/// By the system's own resolver, as /etc/nsswitch.conf and /etc/resolv.conf have it: getaddrinfo(3),
/// getnameinfo(3). It waits for as long as that does.
///
/// - Parameter ipv6: of a name, `.no`: the IPv4 addresses, `.only`: the IPv6 ones, `.yes`: both, IPv4
///   first. Of an IPv4 address, `.only` finds no name; unless it is `.only`, one that is mapped into
///   IPv6 is looked up, and returned, as the IPv4 address.
/// - Throws: `.resolverNoName` if there is no such name, or no address of that kind; `.resolverAgain`,
///   `.resolverFail`, `.resolverUnknown`; `.parseError` and `.invalidArgument` as
///   `HostnameDesignator.literal()`.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func lookupHost(
  _ host: HostnameDesignator, ipv6: IPv6Mode = defaultIPv6
) throws(SocketError) -> HostLookup {
  requirePlainThread("lookupHost")
  let address = try host.literal()
  do throws(ResolverError) {
    if let address { return try HostLookup(nameOf: address, ipv6: ipv6) }
    guard case .text(let name) = host else { preconditionFailure("all but text is an address") }
    return try HostLookup(addressesOf: name, ipv6: ipv6)
  } catch {
    throw SocketError(error)
  }
}

/// The same by the newer name. `lookup-hostname`
///
/// - Throws: as `lookupHost(_:ipv6:)`.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func lookupHostname(
  _ host: HostnameDesignator, ipv6: IPv6Mode = defaultIPv6
) throws(SocketError) -> HostLookup {
  try lookupHost(host, ipv6: ipv6)
}

extension HostLookup {
  fileprivate init(nameOf address: IPAddress, ipv6: IPv6Mode) throws(ResolverError) {
    let wanted = ipv6 == .only ? address : address.unmapped
    if ipv6 == .only, wanted.unmapped.family == .ipv4 {
      throw ResolverError(.address(address.withPort(0)), .noData)
    }
    let name = try SystemNames.name(of: wanted.withPort(0)).host
    self.init(
      address: wanted, otherAddresses: [], canonicalName: name,
      names: [Name(name: name, address: wanted)])
  }

  fileprivate init(addressesOf name: String, ipv6: IPv6Mode) throws(ResolverError) {
    // The C library reads such names as addresses, by rules of which IOLIB has none.
    guard !Self.isNumeric(name) else { throw ResolverError(.host(name), .noSuchName) }
    let families: HostQuery.Families =
      switch ipv6 {
      case .no: .ipv4
      case .yes: .any
      case .only: .ipv6
      }
    let answer = try SystemNames.addresses(
      of: HostQuery(host: name, families: families, wantsCanonicalName: true))
    let found = answer.addresses.compactMap(\.host)
    let ordered = found.filter { $0.family == .ipv4 } + found.filter { $0.family == .ipv6 }
    guard let first = ordered.first else { throw ResolverError(.host(name), .noData) }
    let canonicalName = answer.canonicalName ?? name
    let names = canonicalName == name ? [name] : [canonicalName, name]
    self.init(
      address: first, otherAddresses: Array(ordered.dropFirst()), canonicalName: canonicalName,
      names: names.flatMap { name in ordered.map { Name(name: name, address: $0) } })
  }

  /// Whether inet_aton(3) would read it: one to four numbers, be they octal or hexadecimal.
  private static func isNumeric(_ name: String) -> Bool {
    let parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    return (1...4).contains(parts.count)
      && parts.allSatisfy { part in
        part.hasPrefix("0x")
          ? part.dropFirst(2).utf8.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
          : !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      }
  }
}
