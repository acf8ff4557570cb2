// Paths and abstract names: to sockets and back, to text, and what the kernel does not take.

import IOLib
import SluiceLoop
import Testing

@Suite struct `Local addresses` {
  @Test(arguments: [
    ("/run/printer", #""/run/printer""#), ("sé", #""sé""#), ("a\"b\n", #""a\"b\n""#),
    (String(repeating: "a", count: 107), #"""# + String(repeating: "a", count: 107) + #"""#),
  ])
  func `A path`(path: String, text: String) throws {
    let address = LocalAddress(path)
    #expect(try address.socketAddress() == .local(path: path))
    #expect(LocalAddress(.local(path: path)) == address)
    #expect(address.name == path && !address.isAbstract)
    #expect(addressToString(address) == text && "\(address)" == text)
    #expect(addressToString(Address.local(address)) == text)
  }

  @Test(
    arguments: [
      ([0x6e, 0x61, 0x6d, 0x65], #"@"name""#), ([], #"@"""#), ([0, 0x61], #"@"\0a""#),
      ([0x61, 0xff, 0x22], #"@"a\xff\"""#), (Array(repeating: 0x61, count: 107), nil),
    ] as [([UInt8], String?)])
  func `An abstract name`(name: [UInt8], text: String?) throws {
    let address = LocalAddress(abstractName: name)
    #expect(try address.socketAddress() == .abstract(name))
    #expect(LocalAddress(.abstract(name)) == address)
    #expect(address.bytes == name && address.isAbstract)
    if let text { #expect("\(address)" == text) }
  }

  @Test func `Text makes an abstract name, and a literal a path`() {
    #expect(LocalAddress("name", abstract: true) == LocalAddress(abstractName: Array("name".utf8)))
    #expect(LocalAddress("name") == "name")
  }

  @Test func `A socket without a name has the empty abstract one`() {
    #expect(LocalAddress(.unnamed) == LocalAddress("", abstract: true))
  }

  @Test func `An internet address is none`() {
    #expect(LocalAddress(.ipv4(.loopback, port: 80)) == nil)
    #expect(LocalAddress(.ipv6(.loopback, port: 80)) == nil)
  }

  @Test(arguments: [
    (LocalAddress(""), "there is no path"), (LocalAddress("a\0b"), "the path holds a NUL"),
    (LocalAddress(String(repeating: "é", count: 54)), "a local name is at most 107 bytes long"),
    (
      LocalAddress(String(repeating: "a", count: 108), abstract: true),
      "a local name is at most 107 bytes long"
    ),
  ])
  func `What the kernel does not take`(address: LocalAddress, reason: String) {
    let error = #expect(throws: SocketError.self) { try address.socketAddress() }
    guard case .invalidArgument(let argument) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(argument.name == "filename" && argument.problem.hasSuffix(reason))
  }
}
