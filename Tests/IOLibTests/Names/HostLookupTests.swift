// Lookups that the hosts file answers, and those that nobody need answer.

import IOLib
import Testing

@Suite struct `lookup-host` {
  @Test(arguments: [IPv6Mode.no, .yes])
  func `A name`(mode: IPv6Mode) throws {
    let found = try lookupHost("localhost", ipv6: mode)
    // IPv4 first, even where the hosts file has both.
    #expect(found.address == ipv4Loopback)
    #expect(mode == .yes || found.otherAddresses.allSatisfy { $0.family == .ipv4 })
    #expect(!found.canonicalName.isEmpty)
    #expect(found.names.contains(.init(name: "localhost", address: ipv4Loopback)))
    #expect(found.names.contains(.init(name: found.canonicalName, address: ipv4Loopback)))
    #expect(try lookupHostname("localhost", ipv6: mode) == found)
  }

  @Test(
    arguments: [
      [127, 0, 0, 1], "127.0.0.1", 0x7f00_0001, "::ffff:127.0.0.1",
    ] as [HostnameDesignator])
  func `The name of an address`(host: HostnameDesignator) throws {
    for mode in [IPv6Mode.no, .yes] {
      let found = try lookupHost(host, ipv6: mode)
      #expect(found.address == ipv4Loopback && found.otherAddresses.isEmpty)
      #expect(found.names == [.init(name: found.canonicalName, address: ipv4Loopback)])
      #expect(
        try lookupHost(HostnameDesignator(found.canonicalName), ipv6: .no).address == ipv4Loopback)
    }
  }

  @Test(arguments: [[127, 0, 0, 1], "::ffff:127.0.0.1"] as [HostnameDesignator])
  func `An IPv4 address has no name among the IPv6 ones`(host: HostnameDesignator) throws {
    let address = try #require(try host.literal())
    let error = ResolverError(.address(address.withPort(0)), .noData)
    #expect(throws: SocketError.resolverNoName(error)) { try lookupHost(host, ipv6: .only) }
  }

  @Test func `A vector that is no address`() {
    #expect(throws: SocketError.parseError("[127, 0, 0]")) { try lookupHost([127, 0, 0]) }
  }

  @Test(arguments: ["", "a\0b"])
  func `What no name can be`(name: String) {
    #expect(throws: SocketError.resolverNoName(ResolverError(.host(name), .invalidName))) {
      try lookupHost(HostnameDesignator(name))
    }
  }
}
