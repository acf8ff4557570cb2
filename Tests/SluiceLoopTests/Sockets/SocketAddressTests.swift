// Addresses: from text, to text, and to the kernel's form and back.

import SystemPackage
import Testing

@testable import SluiceLoop

@Suite struct `Socket addresses` {
  static let canonical: [(text: String, address: SocketAddress)] = [
    ("127.0.0.1:7000", .ipv4(.loopback, port: 7000)),
    ("0.0.0.0:0", .ipv4(.any, port: 0)),
    ("192.0.2.33:65535", .ipv4(IPv4Address(value: 0xc000_0221), port: 65535)),
    ("[::1]:7000", .ipv6(.loopback, port: 7000)),
    ("[::]:80", .ipv6(.any, port: 80)),
    (
      "[2001:db8::1:0:0:1]:80",
      .ipv6(IPv6Address(high: 0x2001_0db8 << 32, low: 1 << 48 | 1), port: 80)
    ),
    (
      "[2001:db8:0:1:1:1:1:1]:80",
      .ipv6(.init(high: 0x2001_0db8_0000_0001, low: 0x1_0001_0001_0001), port: 80)
    ),
    ("[::ffff:192.0.2.1]:80", .ipv6(IPv6Address(high: 0, low: 0xffff_c000_0201), port: 80)),
    ("[fe80::1%2]:7000", .ipv6(IPv6Address(high: 0xfe80 << 48, low: 1), port: 7000, scope: 2)),
    ("unix:/run/a b", .local(path: "/run/a b")),
    ("unix:relative", .local(path: "relative")),
    ("unix:@sluice", .abstract(Array("sluice".utf8))),
    ("unix:@", .abstract([])),
    (#"unix:@a\\\x00\xff"#, .abstract([0x61, 0x5c, 0x00, 0xff])),
    ("unix:@größe", .abstract(Array("größe".utf8))),
  ]

  @Test(arguments: canonical.indices)
  func `A canonical text is read and printed alike`(_ index: Int) throws {
    let (text, address) = Self.canonical[index]
    #expect(try SocketAddress(parsing: text) == address)
    #expect(address.description == text)
  }

  @Test(arguments: canonical.indices)
  func `The kernel's form keeps an address whole`(_ index: Int) throws {
    let address = Self.canonical[index].address
    #expect(try KernelAddress(address).socketAddress() == address)
  }

  @Test func `What has several spellings is printed in one`() throws {
    let spelled = try SocketAddress(parsing: "[2001:DB8:0:0:0:0:0:1]:00080")
    #expect(spelled.description == "[2001:db8::1]:80")
    #expect(try SocketAddress(parsing: "[fe80::1%lo]:1").description.hasPrefix("[fe80::1%"))
    #expect(try SocketAddress(parsing: "[fe80::1%lo]:1") == SocketAddress(parsing: "[fe80::1%1]:1"))
  }

  @Test func `A path that looks abstract still names the file`() throws {
    let text = SocketAddress.local(path: "@file").description
    #expect(text == "unix:./@file")
    #expect(try SocketAddress(parsing: text) == .local(path: "./@file"))
  }

  @Test func `A nameless local socket goes through the kernel's form, not through text`() throws {
    #expect(try KernelAddress(.unnamed).socketAddress() == .unnamed)
    #expect(SocketAddress.unnamed.description == "(unnamed)")
    #expect(throws: IOError.self) { try SocketAddress(parsing: "(unnamed)") }
  }

  @Test(arguments: [
    "", ":", "7000", ":7000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
    "127.0.0.1:+1", "127.0.0.1: 1", "127.0.0.1:1 ", " 127.0.0.1:1", "127.0.0.1:99999999999",
    "127.0.0:1", "127.0.0.256:1", "127.0.0.01:1", "127.0.0.1\0:1", "localhost:80", "*:80",
    "::1:80", "[::1]", "[::1", "[::1]80", "[127.0.0.1]:80", "[]:80", "[:::]:80", "[::1\0]:80",
    "[fe80::1%]:80", "[fe80::1%no-such-interface]:80", "[fe80::1%4294967296]:80",
    "unix:", "unix:a\0b", #"unix:@\"#, #"unix:@\x"#, #"unix:@\x0"#, #"unix:@\xzz"#, #"unix:@\x+1"#,
    "1٢7.0.0.1:80", "127.0.0.1:٢",
  ])
  func `What is no address is refused by name`(_ text: String) throws {
    let error = try #require(throws: IOError.self) { try SocketAddress(parsing: text) }
    #expect(error.operation == .resolve)
    #expect(error.errno == .invalidArgument)
    #expect(error.detail?.hasPrefix(text.debugDescription + ": ") == true)
  }

  @Test(arguments: ["", "@"])
  func `A local name may have 107 bytes`(_ kind: String) throws {
    let longest = "unix:" + kind + String(repeating: "x", count: 107)
    let address = try SocketAddress(parsing: longest)
    #expect(address.description == longest)
    #expect(try KernelAddress(address).socketAddress() == address)

    let error = try #require(throws: IOError.self) { try SocketAddress(parsing: longest + "x") }
    #expect(error.errno == .fileNameTooLong)
    let tooLong: SocketAddress =
      kind.isEmpty
      ? .local(path: String(repeating: "x", count: 108))
      : .abstract(Array(repeating: 0x78, count: 108))
    #expect(throws: Errno.fileNameTooLong) { try KernelAddress(tooLong) }
  }

  @Test func `The kernel is given no path that is empty or cut short`() {
    #expect(throws: Errno.invalidArgument) { try KernelAddress(.local(path: "")) }
    #expect(throws: Errno.invalidArgument) { try KernelAddress(.local(path: "a\0b")) }
  }

  @Test func `A numeric host and a port make an address`() throws {
    #expect(try SocketAddress.parse(host: "127.0.0.1", port: 0) == .ipv4(.loopback, port: 0))
    #expect(try SocketAddress.parse(host: "::1", port: 65535) == .ipv6(.loopback, port: 65535))
    #expect(try SocketAddress.parse(host: "::1%7", port: 1) == .ipv6(.loopback, port: 1, scope: 7))
  }

  @Test(arguments: [
    ("localhost", 80), ("", 80), ("127.0.0.1", -1), ("127.0.0.1", 65536), ("[::1]", 80),
  ])
  func `A name is not looked up, a port is in range`(_ host: String, _ port: Int) throws {
    let error = try #require(throws: IOError.self) {
      try SocketAddress.parse(host: host, port: port)
    }
    #expect(error.operation == .resolve)
    #expect(error.errno == .invalidArgument)
    #expect(error.detail?.hasPrefix("\(host):\(port)".debugDescription) == true)
  }

  @Test func `The reason says that a number is needed`() throws {
    let error = try #require(throws: IOError.self) {
      try SocketAddress.parse(host: "localhost", port: 80)
    }
    #expect(
      error.detail == #""localhost:80": "localhost" is not a numeric address, which is needed"#)
  }
}
