// Services and protocols: IOLIB's own tests, and the rest of the table.

import IOLib
import Testing

@Suite struct `Services and protocols` {
  @Test(
    arguments: [
      ("ssh", .tcp, 22, "ssh", .tcp), (53, .udp, 53, "domain", .udp), ("22", .tcp, 22, "ssh", .tcp),
      ("www", .tcp, 80, "http", .tcp), ("tftp", .any, 69, "tftp", .udp),
      ("domain", .any, 53, "domain", .tcp),
    ] as [(PortDesignator, ServiceProtocol, UInt16, String, ServiceProtocol)])
  func `A service`(
    service: PortDesignator, over: ServiceProtocol, port: UInt16, name: String,
    protocol: ServiceProtocol
  ) throws {
    #expect(try lookupService(service, protocol: over) == (port, name, `protocol`))
  }

  @Test func `TCP is meant where nothing is said`() throws {
    #expect(try lookupService("ssh") == (22, "ssh", .tcp))
  }

  @Test(arguments: ServiceProtocol.allCases)
  func `A port or a name that is not listed`(over: ServiceProtocol) {
    let told = over == .any ? nil : over.rawValue
    #expect(
      throws: SocketError.unknownService(ResolverError(.port(1024, over: told), .noSuchService))
    ) { try lookupService(1024, protocol: over) }
    for name in ["", "a\0b"] {
      #expect(
        throws: SocketError.unknownService(
          ResolverError(.service(name, over: told), .noSuchService))
      ) { try lookupService(PortDesignator(name), protocol: over) }
    }
  }

  @Test(arguments: [("tcp", 6, "tcp"), ("udp", 17, "udp"), ("TCP", 6, "tcp"), ("6", 6, "tcp")])
  func `A protocol by its name, an alias or digits`(text: String, number: Int, name: String) throws
  {
    let found = try lookupProtocol(text)
    #expect(found.number == number && found.name == name)
    #expect(try lookupProtocol(number) == found)
    #expect(found.aliases.contains(name.uppercased()))
  }

  @Test func `A protocol that is not listed`() {
    #expect(
      throws: SocketError.unknownProtocol(
        ResolverError(.protocolName("nonexistent"), .noSuchProtocol))
    ) { try lookupProtocol("nonexistent") }
    #expect(
      throws: SocketError.unknownProtocol(ResolverError(.protocolName(""), .invalidName))
    ) { try lookupProtocol("") }
    #expect(
      throws: SocketError.unknownProtocol(ResolverError(.protocolNumber(65535), .noSuchProtocol))
    ) { try lookupProtocol(65535) }
  }

  @Test(arguments: [70000, -1])
  func `A number that is no protocol's`(number: Int) {
    #expect(throws: SocketError.parseError("\(number)")) { try lookupProtocol(number) }
  }

  @Test(arguments: ["70000", "99999999999999999999"])
  func `Digits that are no protocol's`(text: String) {
    #expect(throws: SocketError.parseError(text)) { try lookupProtocol(text) }
  }
}
