// Hosts as arguments: which of them are addresses, and which address a name gives.

import IOLib
import Testing

@Suite struct `Designators of hosts` {
  static let addresses: [(HostnameDesignator, IPAddress)] = [
    ("127.0.0.1", ipv4Loopback), ("::1", ipv6Loopback), ([127, 0, 0, 1], ipv4Loopback),
    ([0, 0, 0, 0, 0, 0, 0, 1], ipv6Loopback), (0x7f00_0001, ipv4Loopback),
    (HostnameDesignator(ipv6Loopback), ipv6Loopback), (HostnameDesignator("127.1"), ipv4Loopback),
    (HostnameDesignator(IPv4Address.loopback), ipv4Loopback),
    (HostnameDesignator(IPv6Address.loopback), ipv6Loopback),
    (HostnameDesignator([127, 0, 0, 1] as [UInt8]), ipv4Loopback),
    (HostnameDesignator([0, 0, 0, 0, 0, 0, 0, 1] as [UInt16]), ipv6Loopback),
    (HostnameDesignator(UInt32.max), .ipv4(.broadcast)),
    ("255", .ipv4(IPv4Address(0, 0, 0, 255))),
  ]

  @Test(arguments: addresses)
  func `An address is itself, whatever family is wanted`(
    host: HostnameDesignator, address: IPAddress
  ) throws {
    #expect(try host.literal() == address)
    for mode in IPv6Mode.allCases {
      #expect(try ensureHostname(host, ipv6: mode) == address)
      #expect(try ensureHostname(host, ipv6: mode, errorp: false) == address)
    }
  }

  @Test func `A name is looked up`() throws {
    #expect(try HostnameDesignator("localhost").literal() == nil)
    #expect(try ensureHostname("localhost", ipv6: .no) == ipv4Loopback)
    #expect(try ensureHostname("localhost", ipv6: .no, errorp: true) == ipv4Loopback)
  }

  @Test(arguments: ["256", "0x7f.1", "127.0.0.256", "0300.1", ""])
  func `A name that nobody has`(name: String) throws {
    let reason: ResolverError.Reason = name.isEmpty ? .invalidName : .noSuchName
    let error = SocketError.resolverNoName(ResolverError(.host(name), reason))
    #expect(throws: error) { try ensureHostname(HostnameDesignator(name)) }
    #expect(throws: error) { try ensureHostname(HostnameDesignator(name), errorp: true) }
    #expect(try ensureHostname(HostnameDesignator(name), errorp: false) == nil)
  }

  @Test func `What is no host is a mistake in any case`() {
    #expect(throws: SocketError.parseError("[127, 0, 0]")) {
      try ensureHostname([127, 0, 0], errorp: false)
    }
    for mistake in [HostnameDesignator(-1), 4_294_967_296, [0, 0, 0, 256]] {
      let error = #expect(throws: SocketError.self) { try mistake.resolve() }
      guard case .invalidArgument = error else {
        Issue.record("\(mistake): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func `As text, quoted where it comes from elsewhere`() {
    let all: [HostnameDesignator] = ["a\"b", [1, 2], 7, .address(ipv6Loopback)]
    #expect(all.map(\.description) == [#""a\"b""#, "[1, 2]", "7", "::1"])
  }
}
