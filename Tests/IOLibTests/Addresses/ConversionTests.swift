// IOLIB's own tests of conversions, and what its parsers pass over.

import IOLib
import Testing

/// The eight groups with those at the end, or at the places named.
private func groups(_ places: [Int: UInt16]) -> [UInt16] { (0..<8).map { places[$0] ?? 0 } }

@Suite struct `Dotted addresses` {
  @Test(
    arguments: [
      ("255.255.255.255", [255, 255, 255, 255]), ("0.0.0.0", [0, 0, 0, 0]),
      ("127.0.0.1", [127, 0, 0, 1]), ("1", [0, 0, 0, 1]), ("127.1", [127, 0, 0, 1]),
      ("1.2.3", [1, 2, 0, 3]), ("255", [0, 0, 0, 255]), ("010.0.0.08", [10, 0, 0, 8]),
      (" 1 .+2.\t3.4\n", [1, 2, 3, 4]), ("-0.0.0.1", [0, 0, 0, 1]),
      ("0000000000000000000000001", [0, 0, 0, 1]),
    ] as [(String, [UInt8])])
  func `Text becomes octets`(text: String, octets: [UInt8]) throws {
    #expect(try dottedToVector(text) == octets)
    #expect(addressToVector(text) == .ipv4(octets))
  }

  @Test(arguments: [
    "127.0.0.0.0", "256", "127.0.256.1", "", ".", "1..2", "1.2.3.", ".1", "0x7f.1", "1.-2.3.4",
    "1 2",
    "+", "a.b.c.d", "1.2.3.4 5", "99999999999999999999999", "١.2.3.4", "1.2.3.4\0",
  ])
  func `Other text is no dotted address`(text: String) {
    #expect(throws: SocketError.parseError(text)) { try dottedToVector(text) }
    #expect(throws: SocketError.parseError(text)) { try dottedToInteger(text) }
    #expect(addressToVector(text) == nil)
    #expect(stringAddressToVector(text) == nil)
  }

  @Test func `Octets become text`() throws {
    #expect(try vectorToDotted([255, 255, 255, 255]) == "255.255.255.255")
    #expect(try vectorToDotted([0, 0, 0, 0] as [UInt8]) == "0.0.0.0")
    #expect(try vectorToDotted([127, 0, 0, 1]) == "127.0.0.1")
  }

  @Test(arguments: [[127, 0, 0, 256], [127, 0, 0, -1], [127, 0, 0], [1, 2, 3, 4, 5], []])
  func `Other vectors are no octets`(vector: [Int]) {
    #expect(isInvalidArgument { try vectorToDotted(vector) })
    #expect(isInvalidArgument { try vectorToInteger(vector) })
  }

  @Test(arguments: ["0.0.255.0", "0.255.255.0", "0.255.255.1"])
  func `Text becomes a number and text again`(text: String) throws {
    #expect(try integerToDotted(try dottedToInteger(text)) == text)
  }

  @Test func `Numbers become text and octets`() throws {
    #expect(try integerToDotted(0) == "0.0.0.0")
    #expect(try integerToDotted(maxIPv4Value) == "255.255.255.255")
    #expect(try integerToVector(0x7f00_0001) == [127, 0, 0, 1])
    #expect(try vectorToInteger([127, 0, 0, 1]) == 0x7f00_0001)
    #expect(try dottedToInteger("1.2.3.4") == 0x0102_0304)
  }

  @Test(arguments: [1 << 32, -1, Int.max, Int.min])
  func `Other numbers are no addresses`(number: Int) {
    #expect(isInvalidArgument { try integerToDotted(number) })
    #expect(isInvalidArgument { try addressToVector(number) })
    #expect(isInvalidArgument { try ensureAddress(number) })
  }
}

@Suite struct `Addresses with colons` {
  @Test(
    arguments: [
      (":ff::ff:", groups([1: 0xff, 6: 0xff])), ("::", groups([:])), ("::1", groups([7: 1])),
      ("1::", groups([0: 1])), (":2:3:4:5:6:7:8", [0, 2, 3, 4, 5, 6, 7, 8]),
      ("1:2:3:4:5:6:7:", [1, 2, 3, 4, 5, 6, 7, 0]), (":1::2:", groups([1: 1, 6: 2])),
      ("::127.0.0.1", groups([6: 0x7f00, 7: 1])),
      (":1::127.0.0.1", groups([1: 1, 6: 0x7f00, 7: 1])),
      ("::1.2.3.4", groups([6: 0x102, 7: 0x304])), ("1:2:3:4:5:6:7::", [1, 2, 3, 4, 5, 6, 7, 0]),
      ("::2:3:4:5:6:7:8", [0, 2, 3, 4, 5, 6, 7, 8]), ("1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]),
      ("1:2:3:4:5:6:7.8.9.10", [1, 2, 3, 4, 5, 6, 0x708, 0x90a]),
      ("FFFF::aBcD", groups([0: 0xffff, 7: 0xabcd])), ("00001:: +2", groups([0: 1, 7: 2])),
    ] as [(String, [UInt16])])
  func `Text becomes groups`(text: String, groups: [UInt16]) throws {
    #expect(try colonSeparatedToVector(text) == groups)
    #expect(addressToVector(text) == .ipv6(groups))
    #expect(stringAddressToVector(text) == .ipv6(groups))
  }

  @Test(arguments: [
    "", ":", "1", ":::", "::::", "1::2::3", "::1::", ":1", "1:", "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "ff0x::114", "::10000", "::-1",
    "::127.1", "::1.2.3.256", "::1.2.3.4:", "1.2.3.4::", "fe80::1%lo", "[::1]", "::g", "::é",
    "1:2:3:4:5:6:7:1.2.3.4",
  ])
  func `Other text is no such address`(text: String) {
    #expect(throws: SocketError.parseError(text)) { try colonSeparatedToVector(text) }
  }

  @Test(
    arguments: [
      ([0, 0, 0, 255, 255, 255, 0, 0], "::ff:ff:ff:0:"),
      ([1, 2, 3, 4, 5, 0, 6, 7], "1:2:3:4:5::6:7"),
      ([0, 2, 3, 4, 5, 0, 6, 7], ":2:3:4:5::6:7"), ([1, 2, 3, 4, 5, 0, 6, 0], "1:2:3:4:5::6:"),
      ([1, 0, 0, 2, 0, 0, 0, 3], "1::2:0:0:0:3"), ([0, 0, 0, 0, 0, 0, 0, 0], "::"),
      ([0, 0, 0, 0, 0, 0, 0, 1], "::1"), ([1, 0, 0, 0, 0, 0, 0, 0], "1::"),
      ([1, 2, 3, 4, 5, 6, 7, 8], "1:2:3:4:5:6:7:8"), ([0, 2, 3, 4, 5, 6, 7, 0], ":2:3:4:5:6:7:"),
      ([0, 0, 0, 0, 0, 0xffff, 0x7f00, 1], "::ffff:127.0.0.1"),
    ] as [([UInt16], String)])
  func `Groups become text in IOLIB's form`(groups: [UInt16], text: String) throws {
    #expect(try vectorToColonSeparated(groups) == text)
    #expect(try vectorToColonSeparated(groups, case: .upcase) == text.uppercased())
    #expect(try colonSeparatedToVector(text) == groups)
  }

  @Test(arguments: [
    [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 0x10000], [0, 0, 0, 0, 0, 0, 0, -1],
  ])
  func `Other vectors are no groups`(vector: [Int]) {
    #expect(isInvalidArgument { try vectorToColonSeparated(vector) })
  }
}

/// Whether `body` throws that an argument has a value that it cannot have.
private func isInvalidArgument<R>(_ body: () throws -> R) -> Bool {
  do {
    _ = try body()
    return false
  } catch SocketError.invalidArgument {
    return true
  } catch {
    return false
  }
}
