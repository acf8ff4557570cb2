// IPv4 addresses as dotted text, leniently as in IOLIB, and as numbers.
//
// Strict text, without abbreviations, is `IPv4Address`'s.

/// The four octets of a dotted address: one to four decimal numbers within 0...255. The last one is the
/// last octet, the others fill from the left: `127.1` is 127.0.0.1 and `1` is 0.0.0.1.
///
/// `dotted-to-vector`. Blanks around a number, a sign before it and leading zeros are passed over.
///
/// - Throws: `.parseError` for everything else.
public func dottedToVector(_ address: String) throws(SocketError) -> [UInt8] {
  let parts = address.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  let octets = parts.compactMap { LispInteger.parse($0, limit: 255) }.map(UInt8.init)
  guard (1...4).contains(parts.count), octets.count == parts.count else {
    throw .parseError(address)
  }
  return octets.dropLast() + Array(repeating: 0, count: 4 - octets.count) + octets.suffix(1)
}

/// The address as a number, 0...2³²-1; the text as `dottedToVector` reads it. `dotted-to-integer`
///
/// - Throws: `.parseError` for everything else.
public func dottedToInteger(_ address: String) throws(SocketError) -> UInt32 {
  try vectorToInteger(try dottedToVector(address))
}

/// `127.0.0.1` for `[127, 0, 0, 1]`. `vector-to-dotted`
///
/// - Throws: `.invalidArgument` unless there are four octets.
public func vectorToDotted(_ vector: [some BinaryInteger]) throws(SocketError) -> String {
  try octets(vector).map { String($0) }.joined(separator: ".")
}

/// `127.0.0.1` for 0x7f00_0001. `integer-to-dotted`
///
/// - Throws: `.invalidArgument` outside of 0...2³²-1.
public func integerToDotted(_ integer: some BinaryInteger) throws(SocketError) -> String {
  try vectorToDotted(try integerToVector(integer))
}

/// The four octets of an address that is a number. `integer-to-vector`
///
/// - Throws: `.invalidArgument` outside of 0...2³²-1.
public func integerToVector(_ integer: some BinaryInteger) throws(SocketError) -> [UInt8] {
  guard let value = UInt32(exactly: integer) else {
    throw .argument("address", "\(integer) is not within 0...2³²-1")
  }
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// The number whose four octets those are. `vector-to-integer`
///
/// - Throws: `.invalidArgument` unless there are four octets.
public func vectorToInteger(_ vector: [some BinaryInteger]) throws(SocketError) -> UInt32 {
  try octets(vector).reduce(0) { $0 << 8 | UInt32($1) }
}

/// Four numbers within 0...255.
func octets(_ vector: [some BinaryInteger]) throws(SocketError) -> [UInt8] {
  let octets = vector.compactMap { UInt8(exactly: $0) }
  guard octets.count == 4, vector.count == 4 else {
    throw .argument("address", "\(vector) is not four octets")
  }
  return octets
}
