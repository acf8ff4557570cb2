// Services and protocols by their names and numbers.

import SluiceLoop

/// Over which protocol a service is looked up: `:tcp`, `:udp` or `:any`.
public enum ServiceProtocol: String, Hashable, Sendable, CaseIterable {
  /// TCP
  case tcp
  /// UDP
  case udp
  /// TCP if it is listed there, else UDP.
  case any
}

/// A service by its port, its name or an alias: its port, its official name, and its protocol, `.tcp`
/// or `.udp`. `lookup-service`
///
/// As the system's services(5) has it, upper and lower case apart; a string of digits is a port.
/// getservbyname_r(3), getservbyport_r(3); twice for `.any`.
///
/// - Throws: `.unknownService` for a service or a port that is not listed; `.invalidArgument` for a
///   number outside of 0...65535, `.parseError` for one in digits; `.resolverUnknown` if the system
///   could not look.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func lookupService(
  _ service: PortDesignator, protocol: ServiceProtocol = .tcp
) throws(SocketError) -> (port: UInt16, name: String, protocol: ServiceProtocol) {
  requirePlainThread("lookupService")
  let port = try service.literal()
  for candidate in `protocol` == .any ? [.tcp, .udp] : [`protocol`] {
    if let entry = try entry(of: service, port: port, over: candidate.rawValue) {
      return (entry.port, entry.name, candidate)
    }
  }
  let over = `protocol` == .any ? nil : `protocol`.rawValue
  let subject: ResolverError.Subject =
    port.map { .port($0, over: over) } ?? .service(service.text, over: over)
  throw .unknownService(ResolverError(subject, .noSuchService))
}

/// The entry; nil where there is none, as for a name that is empty or holds a NUL.
private func entry(
  of service: PortDesignator, port: UInt16?, over protocol: String
) throws(SocketError) -> ServiceEntry? {
  do throws(ResolverError) {
    if let port { return try SystemNames.service(port: port, over: `protocol`) }
    return try SystemNames.service(named: service.text, over: `protocol`)
  } catch {
    guard [.noSuchService, .invalidName].contains(error.reason) else { throw SocketError(error) }
    return nil
  }
}

/// A protocol by its name or an alias, or by its number in digits: its number, its official name and
/// its aliases. `lookup-protocol`
///
/// As the system's protocols(5) has it, upper and lower case apart. getprotobyname_r(3)
///
/// - Throws: `.unknownProtocol` for one that is not listed; `.parseError` for a number in digits that is
///   not within 0...65535; `.resolverUnknown` if the system could not look.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func lookupProtocol(
  _ name: String
) throws(SocketError) -> (number: Int, name: String, aliases: [String]) {
  requirePlainThread("lookupProtocol")
  if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
    guard let number = Int(name) else { throw .parseError(name) }
    return try lookupProtocol(number)
  }
  return try values { () throws(ResolverError) in try SystemNames.protocolEntry(named: name) }
}

/// A protocol by its number. `lookup-protocol`, getprotobynumber_r(3)
///
/// - Throws: `.unknownProtocol` for one that is not listed; `.parseError` for a number that is not
///   within 0...65535; `.resolverUnknown` if the system could not look.
@available(*, noasync, message: "a lookup waits; call it in EventLoopGroup.blocking")
public func lookupProtocol(
  _ number: Int
) throws(SocketError) -> (number: Int, name: String, aliases: [String]) {
  requirePlainThread("lookupProtocol")
  guard (0...65535).contains(number) else { throw .parseError(String(number)) }
  return try values { () throws(ResolverError) in try SystemNames.protocolEntry(number: number) }
}

private func values(
  _ find: () throws(ResolverError) -> ProtocolEntry
) throws(SocketError) -> (number: Int, name: String, aliases: [String]) {
  do {
    let entry = try find()
    return (entry.number, entry.name, entry.aliases)
  } catch {
    // No protocol has a name that is empty, or holds a NUL.
    throw error.reason == .invalidName ? .unknownProtocol(error) : SocketError(error)
  }
}
