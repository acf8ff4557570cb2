// What is asked about a host, and what is answered: values.

/// A question for the addresses of a host.
public struct HostQuery: Hashable, Sendable {
  /// Which port the addresses are to have.
  public enum Service: Hashable, Sendable {
    /// This one.
    case port(UInt16)
    /// That of a service, by its name (`http`), or by its number in digits.
    case named(String)
  }

  /// Which addresses are wanted.
  public enum Families: String, Hashable, Sendable, CaseIterable {
    /// Both, in the order of RFC 6724 as the system has it.
    case any
    /// IPv4 alone.
    case ipv4
    /// IPv6 alone.
    case ipv6
  }

  /// A name, or an address in digits.
  public var host: String
  /// Which port the addresses are to have.
  public var service: Service
  /// Which addresses are wanted.
  public var families: Families
  /// Of which protocol a named service is.
  public var kind: SocketKind
  /// Whether the name that the host is really called by is wanted too (AI_CANONNAME).
  public var wantsCanonicalName: Bool
  /// Whether only addresses of families are wanted of which this machine has an address, other than
  /// the loopback's (AI_ADDRCONFIG).
  public var onlyConfiguredFamilies: Bool

  /// A question with those parts.
  public init(
    host: String, service: Service = .port(0), families: Families = .any,
    kind: SocketKind = .stream, wantsCanonicalName: Bool = false,
    onlyConfiguredFamilies: Bool = false
  ) {
    self.host = host
    self.service = service
    self.families = families
    self.kind = kind
    self.wantsCanonicalName = wantsCanonicalName
    self.onlyConfiguredFamilies = onlyConfiguredFamilies
  }

  /// The answer where nobody need be asked: for a host in digits and a port in digits. No system
  /// call, but for the name of an interface in a scope.
  ///
  /// - Throws: `.noData` for an address of a family that is not wanted; `.noSuchService` for a
  ///   service that is a number and no port.
  public func numericAnswer() throws(ResolverError) -> HostAnswer? {
    if case .named(let name) = service, Self.isNumberButNoPort(name) {
      throw ResolverError(.service(name, over: nil), .noSuchService)
    }
    guard let address = IPAddress(host), let port = numericPort else { return nil }
    switch (families, address) {
    case (.any, _), (.ipv4, .ipv4), (.ipv6, .ipv6): break
    default: throw ResolverError(.host(host), .noData)
    }
    return HostAnswer(
      addresses: [address.withPort(port)], canonicalName: wantsCanonicalName ? host : nil)
  }

  private var numericPort: UInt16? {
    switch service {
    case .port(let port): port
    case .named(let name): AddressDigits.isNumber(name) ? UInt16(name) : nil
    }
  }

  /// Whether getaddrinfo(3) would read it with strtoul(3), which passes over blanks and takes a sign,
  /// and make another port of it: the number's lowest 16 bits.
  private static func isNumberButNoPort(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    let isBlankOrSign = first == 0x20 || (0x09...0x0D).contains(first) || "+-".utf8.contains(first)
    return isBlankOrSign || (AddressDigits.isNumber(name) && UInt16(name) == nil)
  }
}

/// The addresses of a host.
public struct HostAnswer: Hashable, Sendable {
  /// At least one, in the order in which they are to be tried; each once.
  public var addresses: [SocketAddress]
  /// What the host is really called, where that was asked for and is known.
  public var canonicalName: String?

  /// An answer with those parts.
  public init(addresses: [SocketAddress], canonicalName: String? = nil) {
    (self.addresses, self.canonicalName) = (addresses, canonicalName)
  }
}

/// What an address is called.
public struct HostName: Hashable, Sendable {
  /// The host's name.
  public var host: String
  /// The name of the service at the port, or the port in digits.
  public var service: String

  /// A name with those parts.
  public init(host: String, service: String) { (self.host, self.service) = (host, service) }
}

/// A service of a protocol, as services(5) has it.
public struct ServiceEntry: Hashable, Sendable {
  /// The name that it is officially called by.
  public var name: String
  /// Its other names.
  public var aliases: [String]
  /// Its port.
  public var port: UInt16
  /// Its protocol, by name.
  public var protocolName: String
}

/// A protocol, as protocols(5) has it.
public struct ProtocolEntry: Hashable, Sendable {
  /// The name that it is officially called by.
  public var name: String
  /// Its other names.
  public var aliases: [String]
  /// Its number.
  public var number: Int
}
