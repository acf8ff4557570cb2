// Ports as arguments.

import IOLib
import Testing

@Suite struct `Designators of ports` {
  @Test(
    arguments: [
      (0, 0), (65535, 65535), ("24555", 24555), ("022", 22), (PortDesignator(UInt16(80)), 80),
      (PortDesignator("8080"), 8080), (1024, 1024),
    ] as [(PortDesignator, UInt16)])
  func `A number is itself, listed or not`(port: PortDesignator, number: UInt16) throws {
    #expect(try port.literal() == number)
    #expect(try port.resolve() == number)
    #expect(try port.resolve(over: .udp) == number)
  }

  @Test(
    arguments: [
      ("ssh", .tcp, 22), ("www", .tcp, 80), ("tftp", .udp, 69), ("tftp", .any, 69),
      ("domain", .udp, 53),
    ] as [(PortDesignator, ServiceProtocol, UInt16)])
  func `A service's port over the socket's own protocol`(
    port: PortDesignator, over: ServiceProtocol, number: UInt16
  ) throws {
    #expect(try port.literal() == nil)
    #expect(try port.resolve(over: over) == number)
  }

  @Test(
    arguments: [
      ("tftp", .tcp), ("no-such-service", .tcp), ("SSH", .tcp), (" 22", .tcp), ("+22", .tcp),
    ] as [(String, ServiceProtocol)])
  func `A service that is not listed`(name: String, over: ServiceProtocol) {
    let error = ResolverError(.service(name, over: over.rawValue), .noSuchService)
    #expect(throws: SocketError.unknownService(error)) {
      try PortDesignator(name).resolve(over: over)
    }
  }

  @Test(arguments: [-1, 65536, 70000, Int.max])
  func `A number that is no port`(number: Int) {
    let error = SocketError.invalidArgument(
      InvalidArgument(name: "port", problem: "\(number) is not within 0...65535"))
    #expect(throws: error) { try PortDesignator(number).resolve() }
    #expect(throws: error) { try lookupService(.number(number)) }
  }

  @Test(arguments: ["65536", "99999999999999999999"])
  func `Digits that are no port`(text: String) {
    #expect(throws: SocketError.parseError(text)) { try PortDesignator(text).resolve() }
  }

  @Test func `As text`() {
    #expect("\([80, "a\nb"] as [PortDesignator])" == #"[80, "a\nb"]"#)
  }
}
