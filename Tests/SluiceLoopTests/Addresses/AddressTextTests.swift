// Addresses from text and to text, against the C library.

import Glibc
import SluiceLoop
import TestSupport
import Testing

@Suite struct `Text of IP addresses` {
  @Test(arguments: [
    ("0.0.0.0", UInt32(0)), ("255.255.255.255", .max), ("127.0.0.1", 0x7f00_0001),
    ("1.2.3.4", 0x0102_0304),
  ])
  func `IPv4 is read and printed alike`(text: String, value: UInt32) {
    #expect(IPv4Address(text)?.value == value)
    #expect(IPv4Address(value: value).description == text)
  }

  @Test(arguments: [
    ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:DB8::A", "2001:db8::a"), ("::FFFF:192.0.2.1", "::ffff:192.0.2.1"),
    ("::ffff:c000:201", "::ffff:192.0.2.1"), ("::", "::"), ("0:0::1", "::1"), ("1::", "1::"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ("::1.2.3.4", "::1.2.3.4"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
    ("0001:0002:0003:0004:0005:0006:0007:0008", "1:2:3:4:5:6:7:8"),
  ])
  func `IPv6 is printed as RFC 5952 has it`(text: String, printed: String) throws {
    let address = try #require(IPv6Address(text))
    #expect(address.description == printed)
    #expect(IPv6Address(printed) == address)
  }

  @Test(arguments: [
    "", "1", "127.1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.04", "1.2.3.-4", "+1.2.3.4",
    " 1.2.3.4", "1.2.3.4 ", "1..2.3", ".1.2.3", "0x1.2.3.4", "1.2.3.4\0", "1.2.3.٤", "1.2.3.4/8",
    "127.0.256.1", "127.0.0.0.0",
    ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "ff0x::114",
    ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7::8", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3",
    "::256.0.0.1", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "::1/64", "::1 ", "::1\0", "fe80::1%", "::٢",
    "%1", "::1%no-such-interface", "127.0.0.1%1", "::1%1%2", "::1%4294967296", "::1%-1",
  ])
  func `What is no address is none`(text: String) {
    #expect(IPAddress(text) == nil)
    #expect(IPv4Address(text) == nil)
    #expect(IPv6Address(text) == nil)
  }

  @Test func `A scope is a number or an interface`() throws {
    #expect(IPAddress("fe80::1%7")?.description == "fe80::1%7")
    #expect(IPAddress("fe80::1%lo") == IPAddress("fe80::1%1"))
    #expect(IPAddress("fe80::1") == .ipv6(IPv6Address(high: 0xfe80 << 48, low: 1)))
    // An address alone has none.
    #expect(IPv6Address("fe80::1%1") == nil)
  }

  // MARK: Random

  @Test func `Any IPv4 address is printed as the C library prints it`() {
    var generator = Seeds.generator()
    for _ in 0..<20_000 {
      let address = IPv4Address(value: UInt32.random(in: 0 ... .max, using: &generator))
      let printed = printedByC(address.octets, AF_INET)
      guard address.description == printed, IPv4Address(printed) == address else {
        Issue.record("\(address) is \(printed) to the C library; \(Seeds.note)")
        return
      }
    }
  }

  @Test func `Any IPv6 address is printed as the C library prints it`() {
    var generator = Seeds.generator()
    for _ in 0..<20_000 {
      let groups = (0..<8).map { index -> UInt16 in
        switch Int.random(in: 0..<4, using: &generator) {
        case 0, 1: 0
        case 2: index == 5 ? 0xffff : UInt16.random(in: 0..<300, using: &generator)
        default: UInt16.random(in: 0 ... .max, using: &generator)
        }
      }
      let address = IPv6Address(groups: groups) ?? .any
      let printed = printedByC(address.octets, AF_INET6)
      guard address.description == printed, IPv6Address(printed) == address,
        IPAddress(printed) == .ipv6(address)
      else {
        Issue.record("\(address) is \(printed) to the C library; \(Seeds.note)")
        return
      }
    }
  }

  @Test func `A text is an address exactly if it is one to the C library`() {
    var generator = Seeds.generator()
    var count = 0
    for _ in 0..<100_000 {
      let text = randomText(using: &generator)
      let expected = readByC(text)
      if expected != nil { count += 1 }
      let found = IPv4Address(text)?.octets ?? IPv6Address(text)?.octets
      guard found == expected else {
        Issue.record(
          "\(text.debugDescription) is \(String(describing: expected)) to C; \(Seeds.note)")
        return
      }
    }
    #expect(count > 1000, "hardly any text was an address; \(Seeds.note)")
  }

  /// A text that is nearly an address, with a change or two.
  private func randomText(using generator: inout SplitMix64) -> String {
    let pieces = [
      "0", "1", "00", "01", "255", "256", "ffff", "FFFF", "10000", "a", ":", "::", ".", "1.2.3.4",
      "1:2:3:4:5:6:7:8", "::1", "fe80::", "1:2:3:4:5:6:", " ", "g", "-1", "%1",
    ]
    return (0..<Int.random(in: 1...8, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined(
      separator: Bool.random(using: &generator) ? ":" : Bool.random(using: &generator) ? "." : "")
  }

  private func printedByC(_ octets: [UInt8], _ family: Int32) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    // Both arrays live during the call, and the second is as long as it says.
    return unsafe octets.withUnsafeBytes { bytes in
      guard
        let end = unsafe inet_ntop(
          family, bytes.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
      else { return "" }
      return unsafe String(cString: end)
    }
  }

  private func readByC(_ text: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var octets = [UInt8](repeating: 0, count: count)
      // It writes as many bytes as an address of the family has.
      if unsafe inet_pton(family, text, &octets) == 1 { return octets }
    }
    return nil
  }
}
