// What bytes mean in HTTP, and small questions about runs of them.

/// A set of bytes, as two words of bits for ASCII and one answer for all others.
struct HTTPByteSet: Sendable {
  private let low: UInt64
  private let high: UInt64
  private let hasOthers: Bool

  /// The ASCII characters for which `isMember` is true, and the bytes beyond them or not.
  private init(others: Bool, _ isMember: (UInt8) -> Bool) {
    var words: (low: UInt64, high: UInt64) = (0, 0)
    for byte in UInt8(0)..<128 where isMember(byte) {
      if byte < 64 { words.low |= 1 << UInt64(byte) } else { words.high |= 1 << UInt64(byte - 64) }
    }
    (low, high, hasOthers) = (words.low, words.high, others)
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return hasOthers }
    let word = byte < 64 ? low : high
    return word >> UInt64(byte & 63) & 1 != 0
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
  }

  private static func letters(and others: String) -> HTTPByteSet {
    let others = Set(others.utf8)
    return HTTPByteSet(others: false) { isAlphanumeric($0) || others.contains($0) }
  }

  static let alphanumeric = letters(and: "")
  /// Of methods and names of fields.
  static let token = letters(and: "!#$%&'*+-.^_`|~")
  /// Of a host, with its port.
  static let host = letters(and: "-._~%!$&'()*+,;=:[]")
  /// Of a target: no blanks, no controls, no fragment. Bytes beyond ASCII are taken as they are.
  static let target = HTTPByteSet(others: true) {
    $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "#")
  }
  /// Of a field's value: no controls but the tab.
  static let value = HTTPByteSet(others: true) { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
}

extension UInt8 {
  static var slash: UInt8 { 0x2f }
}

extension Span<UInt8> {
  @inline(__always)
  func isAll(in set: HTTPByteSet) -> Bool {
    for index in indices where !set.contains(self[index]) { return false }
    return true
  }

  func firstIndex(of byte: UInt8) -> Int? {
    for index in indices where self[index] == byte { return index }
    return nil
  }

  func lastIndex(of byte: UInt8) -> Int? {
    for index in indices.reversed() where self[index] == byte { return index }
    return nil
  }

  @inline(__always)
  func isEqual(to text: String) -> Bool {
    let other = text.utf8.span
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// As a string, each byte a character.
  var text: String {
    var scalars = String.UnicodeScalarView()
    for index in indices { scalars.append(Unicode.Scalar(self[index])) }
    return String(scalars)
  }
}

extension [UInt8] {
  mutating func append(copying bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }
}
