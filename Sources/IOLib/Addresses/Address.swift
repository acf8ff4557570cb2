// An address of either family, and what is asked of both alike.

public import SluiceLoop

/// The address of an internet or of a local socket, without a port. IOLIB's class `address`.
public enum Address: Hashable, Sendable {
  /// IPv4 or IPv6: `inet-address`.
  case internet(IPAddress)
  /// A path or an abstract name: `local-address`.
  case local(LocalAddress)

  /// Of which family it is.
  public var family: SocketClass.Family {
    switch self {
    case .internet: .internet
    case .local: .local
    }
  }

  /// The address of a socket without its port.
  public init(_ address: SocketAddress) {
    if let host = address.host {
      self = .internet(host)
    } else {
      // What is no internet address is a local one.
      self = .local(LocalAddress(address) ?? LocalAddress(abstractName: []))
    }
  }
}

extension Address: CustomStringConvertible {
  /// As `addressToString` has it.
  public var description: String {
    switch self {
    case .internet(let address): address.description
    case .local(let address): address.description
    }
  }
}

/// The text of an address: `127.0.0.1`; `::1`, as RFC 5952 has it, which is not IOLIB's own form.
/// `address-to-string`
public func addressToString(_ address: IPAddress) -> String { address.description }

/// The text of an address: `"/run/printer"`, `@"printer"`. `address-to-string`
public func addressToString(_ address: LocalAddress) -> String { address.description }

/// The text of an address. `address-to-string`
public func addressToString(_ address: Address) -> String { address.description }

/// Whether both are the same address; an IPv4 address is not the one that it is mapped into. `==` says
/// the same. `address=`
public func addressEqual(_ first: IPAddress, _ second: IPAddress) -> Bool { first == second }

/// Whether both are the same address, which `==` says too. A path and an abstract name are different
/// addresses, which IOLIB takes for one. `address=`
public func addressEqual(_ first: Address, _ second: Address) -> Bool { first == second }

/// Whether both spell the same address. Names are not looked up. `address-equal-p`
///
/// - Throws: `.parseError` for text or a vector that spells no address; `.invalidArgument` for a number
///   that is none.
public func addressEqual(
  _ first: HostnameDesignator, _ second: HostnameDesignator
) throws(SocketError) -> Bool {
  try first.spelledAddress() == second.spelledAddress()
}

extension HostnameDesignator {
  fileprivate func spelledAddress() throws(SocketError) -> IPAddress {
    guard let address = try literal() else { throw .parseError("\(self)") }
    return address
  }
}
