// Kinds of addresses, equality and the well-known ones: IOLIB's own tests, and where this differs.

import IOLib
import SluiceLoop
import Testing

@Suite struct `Kinds of addresses` {
  @Test(arguments: ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"])
  func unspecified(text: String) throws {
    let address = try ensureAddress(text)
    #expect(address.isUnspecified && address.kind == .unspecified && !address.isUnicast)
  }

  @Test(arguments: ["127.0.0.1", "::1", "0:0::1", "127.0.0.2"])
  func loopback(text: String) throws {
    let address = try ensureAddress(text)
    #expect(address.isLoopback && address.kind == .loopback && !address.isUnicast)
  }

  @Test(arguments: [
    "224.0.0.0", "224.1.2.3", "232.0.0.127", "239.255.255.255", "ff02::2", "ff0a::114", "ff05::1:3",
  ])
  func multicast(text: String) throws {
    let address = try ensureAddress(text)
    #expect(address.isMulticast && address.kind == .multicast && !address.isUnicast)
  }

  @Test(arguments: ["10.1.2.3", "172.16.0.1", "192.168.0.1", "8.8.8.8", "240.0.0.1", "fe80::1"])
  func unicast(text: String) throws {
    let address = try ensureAddress(text)
    #expect(address.isUnicast && address.kind == .unicast)
    let privateOnes = ["10.1.2.3", "172.16.0.1", "192.168.0.1"]
    #expect(address.isPrivate == privateOnes.contains(text))
  }

  @Test func mapped() throws {
    #expect(try ensureAddress("::ffff:127.0.0.1").isIPv4Mapped)
    #expect(try !ensureAddress("::127.0.0.1").isIPv4Mapped)
    #expect(!ipv4Loopback.isIPv4Mapped)
    let address = mapIPv4AddressToIPv6(.loopback)
    #expect("\(address)" == "::ffff:127.0.0.1")
    #expect(try mapIPv6AddressToIPv4(address) == .loopback)
    #expect(
      throws: SocketError.invalidArgument(
        InvalidArgument(name: "address", problem: "::1 is not a mapped IPv4 address"))
    ) { try mapIPv6AddressToIPv4(.loopback) }
  }

  @Test func `The groups of hosts that have names`() {
    let all = [
      ipv6InterfaceLocalAllNodes, ipv6LinkLocalAllNodes, ipv6InterfaceLocalAllRouters,
      ipv6LinkLocalAllRouters, ipv6SiteLocalAllRouters,
    ]
    #expect(all.map(addressToString) == ["ff01::1", "ff02::1", "ff01::2", "ff02::2", "ff05::2"])
  }

  @Test func `A socket's address without its port`() {
    #expect(Address(SocketAddress.ipv4(.loopback, port: 80)) == .internet(ipv4Loopback))
    #expect(Address(SocketAddress.local(path: "/a")) == .local("/a"))
    #expect(Address(SocketAddress.unnamed) == .local(LocalAddress("", abstract: true)))
  }
}

@Suite struct `Equal addresses` {
  @Test func `address= and address-equal-p`() throws {
    #expect(try addressEqual(HostnameDesignator(ipv4Loopback), [127, 0, 0, 1]))
    #expect(try addressEqual(HostnameDesignator(ipv6Loopback), "::1"))
    #expect(try addressEqual("127.0.0.1", 0x7f00_0001))
    #expect(addressEqual(ipv4Loopback, ipv4Loopback))
    #expect(try !addressEqual("127.0.0.1", "::ffff:127.0.0.1"))
    #expect(throws: SocketError.parseError("\"localhost\"")) {
      try addressEqual("localhost", "127.0.0.1")
    }
  }

  @Test(arguments: ["127.0.0.1", "::", "::1"] as [HostnameDesignator] + [4_294_967_295])
  func `A copy is equal`(designator: HostnameDesignator) throws {
    let first = try #require(try designator.literal())
    var copy = first
    #expect(try designator.literal() == copy && addressEqual(first, copy))
    copy = .ipv4(IPv4Address(value: 7))
    #expect(!addressEqual(first, copy))
  }

  @Test func `A path is not the abstract name`() {
    #expect(addressEqual(.local("a"), .local(LocalAddress("a"))))
    #expect(!addressEqual(.local("a"), .local(LocalAddress("a", abstract: true))))
    #expect(!addressEqual(.local("127.0.0.1"), .internet(ipv4Loopback)))
  }
}
