// From everything that spells an address to the address.

public import SluiceLoop

// MARK: Text

/// The internet address that `text` spells: dotted, as `dottedToVector` reads it, or with colons, as
/// `colonSeparatedToVector` does, and then perhaps with a scope, `fe80::1%eth0`. `ensure-address`
///
/// No name is looked up; no system call, but for the name of an interface.
///
/// - Throws: `.parseError` for everything else.
public func ensureAddress(_ text: String) throws(SocketError) -> IPAddress {
  guard let address = try ensureAddress(text, errorp: false) else { throw .parseError(text) }
  return address
}

/// The same; where `errorp` is false, nil for text that spells no address. `ensure-address`
///
/// - Throws: `.parseError` if `errorp`.
public func ensureAddress(_ text: String, errorp: Bool) throws(SocketError) -> IPAddress? {
  if let vector = addressToVector(text) { return try IPAddress(vector) }
  if text.contains("%"), let scoped = IPAddress(text) { return scoped }
  guard !errorp else { throw .parseError(text) }
  return nil
}

// MARK: Vectors, numbers and addresses

/// The internet address with those four octets or eight groups. `ensure-address`
///
/// - Throws: `.parseError` for another count; `.invalidArgument` for a number too large for its place,
///   or less than zero.
public func ensureAddress(_ vector: [some BinaryInteger]) throws(SocketError) -> IPAddress {
  guard let address = try ensureAddress(vector, errorp: false) else {
    throw .parseError("\(vector)")
  }
  return address
}

/// The same; where `errorp` is false, nil for another count. `ensure-address`
///
/// - Throws: `.parseError` if `errorp`; `.invalidArgument` in any case.
public func ensureAddress(
  _ vector: [some BinaryInteger], errorp: Bool
) throws(SocketError) -> IPAddress? {
  if let known = try addressToVector(vector) { return try IPAddress(known) }
  guard !errorp else { throw .parseError("\(vector)") }
  return nil
}

/// The IPv4 address that is that number. `ensure-address`
///
/// - Throws: `.invalidArgument` outside of 0...2³²-1.
public func ensureAddress(_ integer: some BinaryInteger) throws(SocketError) -> IPAddress {
  try IPAddress(try addressToVector(integer))
}

/// The address itself. `ensure-address`
public func ensureAddress(_ address: IPAddress) -> IPAddress { address }

// MARK: Of either family

/// The address that `name` spells: of a family `.internet` as without one; of `.local` the path, or the
/// abstract name, itself. `ensure-address`
///
/// - Throws: `.parseError` for text that is no internet address; `.invalidArgument` for an internet
///   address that is to be abstract.
public func ensureAddress(
  _ name: String, family: SocketClass.Family, abstract: Bool = false
) throws(SocketError) -> Address {
  switch family {
  case .local: return .local(LocalAddress(name, abstract: abstract))
  case .internet:
    guard !abstract else { throw .argument("abstract", "an internet address has no such form") }
    return .internet(try ensureAddress(name))
  }
}

/// The address itself, if it is of that family. `ensure-address`
///
/// - Throws: `.invalidArgument` if it is of the other one.
public func ensureAddress(
  _ address: Address, family: SocketClass.Family = .internet
) throws(SocketError) -> Address {
  guard address.family == family else {
    throw .argument("address", "\(address) is not of the family \(family.rawValue)")
  }
  return address
}

// MARK: make-address

/// The internet address with those four octets or eight groups. `make-address`
///
/// - Throws: `.invalidArgument` for another count, and for a number too large for its place or less
///   than zero.
public func makeAddress(_ vector: [some BinaryInteger]) throws(SocketError) -> IPAddress {
  guard let address = try ensureAddress(vector, errorp: false) else {
    throw .argument("name", "\(vector) is neither four octets nor eight groups")
  }
  return address
}

/// The local address at that path. `make-address`
public func makeAddress(_ path: String) -> LocalAddress { LocalAddress(path) }
