// Networks, masks and arithmetic.

import SluiceLoop
import TestSupport
import Testing

@Suite struct `IP networks` {
  @Test(arguments: [
    ("10.0.0.0/8", "255.0.0.0", "10.255.255.255"), ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
    ("192.0.2.1/32", "255.255.255.255", "192.0.2.1"),
    ("192.0.2.128/25", "255.255.255.128", "192.0.2.255"),
  ])
  func `An IPv4 network has a mask and an end`(text: String, mask: String, last: String) throws {
    let network = try #require(IPNetwork<IPv4Address>(text))
    #expect(network.description == text)
    #expect(network.netmask.description == mask)
    #expect(network.last.description == last)
    #expect(network.contains(network.first) && network.contains(network.last))
    #expect(network.addresses.contains(network.last))
    #expect(network.last.advanced(by: 1).map(network.contains) != true)
    #expect(network.first.advanced(by: -1).map(network.contains) != true)
    #expect(IPNetwork<IPv4Address>.prefixLength(of: network.netmask) == network.prefixLength)
    #expect(IPNetwork(containing: network.last, netmask: network.netmask) == network)
  }

  @Test(arguments: [
    ("2001:db8::/32", "ffff:ffff::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::1/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1"),
    ("fe80::/65", "ffff:ffff:ffff:ffff:8000::", "fe80::7fff:ffff:ffff:ffff"),
  ])
  func `An IPv6 network has a mask and an end`(text: String, mask: String, last: String) throws {
    let network = try #require(IPNetwork<IPv6Address>(text))
    #expect(network.description == text)
    #expect(network.netmask.description == mask)
    #expect(network.last.description == last)
  }

  @Test(arguments: [
    "", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
    "10.0.0.0/8/8", "10.0.0.1/8", "10/8", "/8", "10.0.0.0/255.0.0.0", "10.0.0.0/٨", "::/0",
  ])
  func `What is no network is none`(text: String) {
    #expect(IPNetwork<IPv4Address>(text) == nil)
  }

  @Test func `A network holds smaller ones`() throws {
    let large = try #require(IPNetwork<IPv4Address>("10.0.0.0/8"))
    let small = try #require(IPNetwork<IPv4Address>("10.1.0.0/16"))
    #expect(large.contains(small) && large.contains(large) && !small.contains(large))
    let address = IPv4Address(10, 1, 2, 3)
    #expect(small.hostPart(of: address).description == "0.0.2.3")
    #expect(IPNetwork(containing: address, prefixLength: 16) == small)
    #expect(IPNetwork<IPv4Address>.netmask(prefixLength: 20).description == "255.255.240.0")
    #expect(small.hostmask.description == "0.0.255.255")
  }

  @Test(arguments: ["255.0.255.0", "0.255.255.255", "255.255.255.253"])
  func `A mask has no hole`(text: String) throws {
    let mask = try #require(IPv4Address(text))
    #expect(IPNetwork<IPv4Address>.prefixLength(of: mask) == nil)
    #expect(IPNetwork(containing: .loopback, netmask: mask) == nil)
  }

  @Test func `Numbers, bytes and text go into one another`() throws {
    var generator = Seeds.generator()
    for _ in 0..<2000 {
      let ipv4 = IPv4Address(bits: UInt32.random(in: 0 ... .max, using: &generator))
      let ipv6 = IPv6Address(bits: UInt128.random(in: 0 ... .max, using: &generator))
      #expect(IPv4Address(octets: ipv4.octets) == ipv4, "\(Seeds.note)")
      #expect(IPv6Address(octets: ipv6.octets) == ipv6, "\(Seeds.note)")
      #expect(IPv6Address(groups: ipv6.groups) == ipv6, "\(Seeds.note)")
      #expect(IPAddress(octets: ipv4.octets) == .ipv4(ipv4), "\(Seeds.note)")
      #expect(IPAddress(octets: ipv6.octets) == .ipv6(ipv6), "\(Seeds.note)")
      #expect(IPAddress("\(ipv6)")?.octets == ipv6.octets, "\(Seeds.note)")
    }
    #expect(IPv4Address(octets: [1, 2, 3]) == nil)
    #expect(IPv6Address(octets: [1, 2, 3, 4]) == nil)
    #expect(IPv6Address(groups: [1]) == nil)
    #expect(IPAddress(octets: []) == nil)
  }

  @Test func `Addresses are counted, and end`() {
    #expect(IPv4Address(10, 0, 0, 255).advanced(by: 1) == IPv4Address(10, 0, 1, 0))
    #expect(IPv4Address(10, 0, 1, 0).advanced(by: -1) == IPv4Address(10, 0, 0, 255))
    #expect(IPv4Address.broadcast.advanced(by: 1) == nil)
    #expect(IPv4Address.any.advanced(by: -1) == nil)
    #expect(IPv4Address.any.advanced(by: 1 << 32) == nil)
    #expect(IPv4Address.broadcast.advanced(by: .min) == nil)
    #expect(IPv6Address(high: 1, low: .max).advanced(by: 1) == IPv6Address(high: 2, low: 0))
    #expect(IPv6Address(high: 2, low: 0).advanced(by: -1) == IPv6Address(high: 1, low: .max))
    #expect(IPv4Address(9, 255, 255, 255) < IPv4Address(10, 0, 0, 0))
    #expect(IPv6Address.any < .loopback)
  }
}
