// From everything that spells an address to the address: IOLIB's own tests, and the rest of the table.

import IOLib
import Testing

@Suite struct `ensure-address` {
  @Test(arguments: ["ff0x::114", "127.0.256.1", "", "localhost", "fe80::1%no-such-interface"])
  func `Text that spells no address`(text: String) throws {
    #expect(throws: SocketError.parseError(text)) { try ensureAddress(text) }
    #expect(throws: SocketError.parseError(text)) { try ensureAddress(text, errorp: true) }
    #expect(try ensureAddress(text, errorp: false) == nil)
    #expect(throws: SocketError.parseError(text)) { try ensureAddress(text, family: .internet) }
  }

  @Test(
    arguments: [
      ("127.0.0.1", ipv4Loopback), ("127.1", ipv4Loopback), ("::1", ipv6Loopback),
      ("::", ipv6Unspecified), ("0", ipv4Unspecified), ("0:0:0:0:0:0:0:0", ipv6Unspecified),
      ("fe80::1%1", .ipv6(IPv6Address(high: 0xfe80 << 48, low: 1), scope: 1)),
    ] as [(String, IPAddress)])
  func `Text that spells one`(text: String, address: IPAddress) throws {
    #expect(try ensureAddress(text) == address)
    #expect(try ensureAddress(text, errorp: false) == address)
    #expect(try ensureAddress(text, family: .internet) == .internet(address))
  }

  @Test func `Vectors`() throws {
    #expect(try ensureAddress([127, 0, 0, 1]) == ipv4Loopback)
    #expect(try ensureAddress([127, 0, 0, 1] as [UInt8]) == ipv4Loopback)
    #expect(try ensureAddress([0, 0, 0, 0, 0, 0, 0, 1] as [UInt16]) == ipv6Loopback)
    #expect(try ensureAddress([0, 0, 0, 0, 0, 0, 0, 1]) == ipv6Loopback)
  }

  @Test(arguments: [[], [127, 0, 0], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0, 0, 0, 0]])
  func `A vector of another length is no address`(vector: [Int]) throws {
    #expect(throws: SocketError.parseError("\(vector)")) { try ensureAddress(vector) }
    #expect(try ensureAddress(vector, errorp: false) == nil)
  }

  @Test(arguments: [[127, 0, 0, 256], [-1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0x10000]])
  func `A number too large for its place is a mistake in any case`(vector: [Int]) {
    let count = vector.count == 4 ? "four octets" : "eight groups of 16 bits"
    let error = SocketError.invalidArgument(
      InvalidArgument(name: "address", problem: "\(vector) is not \(count)"))
    #expect(throws: error) { try ensureAddress(vector) }
    #expect(throws: error) { try ensureAddress(vector, errorp: false) }
    #expect(throws: error) { try makeAddress(vector) }
  }

  @Test func `Numbers and addresses`() throws {
    #expect(try ensureAddress(0x7f00_0001) == ipv4Loopback)
    #expect(try ensureAddress(maxIPv4Value) == .ipv4(.broadcast))
    #expect(ensureAddress(ipv6Loopback) == ipv6Loopback)
  }

  @Test func `Of the local family text is a name`() throws {
    #expect(try ensureAddress("127.0.0.1", family: .local) == .local("127.0.0.1"))
    #expect(
      try ensureAddress("name", family: .local, abstract: true)
        == .local(LocalAddress("name", abstract: true)))
  }

  @Test func `An address of the other family is a mistake`() throws {
    #expect(try ensureAddress(Address.local("/a"), family: .local) == .local("/a"))
    #expect(try ensureAddress(Address.internet(ipv4Loopback)) == .internet(ipv4Loopback))
    #expect(
      throws: SocketError.invalidArgument(
        InvalidArgument(name: "address", problem: "\"/a\" is not of the family internet"))
    ) { try ensureAddress(Address.local("/a")) }
    #expect(
      throws: SocketError.invalidArgument(
        InvalidArgument(name: "address", problem: "127.0.0.1 is not of the family local"))
    ) { try ensureAddress(Address.internet(ipv4Loopback), family: .local) }
    #expect(
      throws: SocketError.invalidArgument(
        InvalidArgument(name: "abstract", problem: "an internet address has no such form"))
    ) { try ensureAddress("::1", family: .internet, abstract: true) }
  }

  @Test(arguments: [
    ([127, 0, 0, 1], "127.0.0.1"), ([255, 255, 255, 255], "255.255.255.255"),
    ([0, 0, 0, 0, 0, 0, 0, 0], "::"), ([0, 0, 0, 0, 0, 0, 0, 1], "::1"),
    ([1, 0, 0, 0, 0, 0, 0, 0], "1::"), ([1, 2, 3, 4, 5, 0, 6, 7], "1:2:3:4:5:0:6:7"),
    ([0, 0, 0, 0xff, 0xff, 0xff, 0, 0], "::ff:ff:ff:0:0"),
  ])
  func `make-address, and as text, by RFC 5952`(vector: [Int], text: String) throws {
    let address = try makeAddress(vector)
    #expect(addressToString(address) == text)
    #expect(addressToString(Address.internet(address)) == text)
    #expect("\(Address.internet(address))" == text)
  }

  @Test func `make-address of other vectors, and of text`() {
    #expect(
      throws: SocketError.invalidArgument(
        InvalidArgument(
          name: "name", problem: "[1, 2, 3] is neither four octets nor eight groups"))
    ) { try makeAddress([1, 2, 3]) }
    #expect(makeAddress("/tmp/name") == LocalAddress("/tmp/name"))
  }

  @Test func `address-to-vector of addresses, and back`() throws {
    #expect(addressToVector(ipv4Loopback) == .ipv4([127, 0, 0, 1]))
    #expect(addressToVector(ipv6Loopback) == .ipv6([0, 0, 0, 0, 0, 0, 0, 1]))
    #expect(try addressToVector([127, 0, 0, 1]) == .ipv4([127, 0, 0, 1]))
    #expect(try addressToVector([0, 0, 0, 0, 0, 0, 0, 0]) == .ipv6(.init(repeating: 0, count: 8)))
    #expect(try addressToVector([1, 2, 3]) == nil)
    #expect(try IPAddress(addressToVector(ipv6Loopback)) == ipv6Loopback)
    #expect(throws: SocketError.self) { try IPAddress(.ipv4([1, 2, 3])) }
    #expect(throws: SocketError.self) { try IPAddress(.ipv6([1, 2, 3])) }
  }
}
