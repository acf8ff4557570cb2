// For any address: text and back is the same address.

import IOLib
import TestSupport
import Testing

@Suite struct `Any address as text` {
  /// Groups of which many are zero.
  private static func randomGroups(_ random: inout SplitMix64) -> [UInt16] {
    (0..<8).map { _ in
      Bool.random(using: &random) ? 0 : .random(in: 0...(.max), using: &random)
    }
  }

  @Test func `IOLIB's form is read back`() throws {
    var random = Seeds.generator()
    for _ in 0..<5000 {
      let groups = Self.randomGroups(&random)
      let text = try vectorToColonSeparated(groups)
      #expect(try colonSeparatedToVector(text) == groups, "\(text); \(Seeds.note)")
    }
  }

  @Test func `What IPv6Address reads and prints, is read alike`() throws {
    var random = Seeds.generator()
    for _ in 0..<5000 {
      let address = try #require(IPv6Address(groups: Self.randomGroups(&random)))
      #expect(
        try colonSeparatedToVector("\(address)") == address.groups, "\(address); \(Seeds.note)")
      #expect(try ensureAddress(addressToString(.ipv6(address))) == .ipv6(address), "\(Seeds.note)")
    }
  }

  @Test func `A dotted address is read back`() throws {
    var random = Seeds.generator()
    for _ in 0..<5000 {
      let number = UInt32.random(in: 0...(.max), using: &random)
      #expect(try dottedToInteger(try integerToDotted(number)) == number, "\(Seeds.note)")
      #expect(try ensureAddress(number) == .ipv4(IPv4Address(value: number)), "\(Seeds.note)")
    }
  }

  @Test func `Text of the alphabet of addresses never traps`() {
    var random = Seeds.generator()
    let alphabet = Array(":::...0123456789abcdefx+- %g".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
        alphabet.randomElement(using: &random)!
      }
      let text = String(decoding: bytes, as: UTF8.self)
      switch addressToVector(text) {
      case .ipv4(let octets): #expect(octets.count == 4, "\(text); \(Seeds.note)")
      case .ipv6(let groups): #expect(groups.count == 8, "\(text); \(Seeds.note)")
      // What the strict grammar reads, the lenient one does too.
      case nil:
        #expect(IPv4Address(text) == nil && IPv6Address(text) == nil, "\(text); \(Seeds.note)")
      }
    }
  }
}
