// IPv6 addresses as text with colons, just as IOLIB reads and writes them.
//
// RFC 5952, by which addresses are printed everywhere else, is `IPv6Address`'s.

/// Which letters hexadecimal digits are: `:downcase` or `:upcase`.
public enum LetterCase: Hashable, Sendable {
  /// `ff`
  case downcase
  /// `FF`
  case upcase
}

/// The eight groups of an IPv6 address. `colon-separated-to-vector`
///
/// Beyond what RFC 4291 allows, a single colon at the beginning or the end stands for one group that is
/// zero: `:ff::ff:`, `:2:3:4:5:6:7:8`; blanks, signs and zeros before a number are passed over. A whole
/// dotted address may stand for the last two groups. No scope, no brackets.
///
/// - Throws: `.parseError` for everything else.
public func colonSeparatedToVector(_ address: String) throws(SocketError) -> [UInt16] {
  guard let groups = ColonText.groups(Array(address.utf8)) else { throw .parseError(address) }
  return groups
}

/// The text of an IPv6 address in IOLIB's own form. `vector-to-colon-separated`
///
/// The first run of zeros within the second to the seventh group, be it of one group, becomes `::`; the
/// first and the last group are left out if zero: `::ff:ff:ff:0:`. A mapped IPv4 address is written
/// dotted. `colonSeparatedToVector` reads it back; for text that other programs read there is
/// `addressToString`.
///
/// - Throws: `.invalidArgument` unless there are eight groups within 0...0xffff.
public func vectorToColonSeparated(
  _ vector: [some BinaryInteger], case letterCase: LetterCase = .downcase
) throws(SocketError) -> String {
  let text = ColonText.text(try groups(vector))
  return letterCase == .upcase ? text.uppercased() : text
}

/// Eight numbers within 0...0xffff.
func groups(_ vector: [some BinaryInteger]) throws(SocketError) -> [UInt16] {
  let groups = vector.compactMap { UInt16(exactly: $0) }
  guard groups.count == 8, vector.count == 8 else {
    throw .argument("address", "\(vector) is not eight groups of 16 bits")
  }
  return groups
}

private enum ColonText {
  private static let colon = UInt8(ascii: ":")

  static func groups(_ text: [UInt8]) -> [UInt16]? {
    guard text.count >= 2 else { return nil }
    let leads = text[0] == colon
    let trails = text[text.count - 1] == colon
    // Of `::` at either end one colon goes, which leaves an empty part; a single one is a zero.
    let zeroFirst = leads && text[1] != colon
    let zeroLast = trails && text[text.count - 2] != colon
    let inner = text[(leads ? 1 : 0)..<max(leads ? 1 : 0, text.count - (trails ? 1 : 0))]
    var parts = inner.split(separator: colon, omittingEmptySubsequences: false)
    var tail: [UInt16] = []
    if !trails, let last = parts.last, let pair = dotted(last) {
      parts.removeLast()
      tail = pair
    }
    let gaps = parts.count { $0.isEmpty }
    let given = parts.count - gaps + tail.count + (zeroFirst ? 1 : 0) + (zeroLast ? 1 : 0)
    guard gaps <= 1, gaps == 0 ? given == 8 : given <= 7 else { return nil }
    var groups: [UInt16] = zeroFirst ? [0] : []
    for part in parts {
      if part.isEmpty {
        groups += Array(repeating: 0, count: 8 - given)
      } else if let value = LispInteger.parse(part, radix: 16, limit: 0xffff) {
        groups.append(UInt16(value))
      } else {
        return nil
      }
    }
    return groups + tail + (zeroLast ? [0] : [])
  }

  /// Four whole octets, as two groups.
  private static func dotted(_ text: some BidirectionalCollection<UInt8>) -> [UInt16]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let octets = parts.compactMap { LispInteger.parse($0, limit: 255) }
    guard parts.count == 4, octets.count == 4 else { return nil }
    return [UInt16(octets[0] << 8 | octets[1]), UInt16(octets[2] << 8 | octets[3])]
  }

  static func text(_ groups: [UInt16]) -> String {
    if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
      let octets = groups[6...].flatMap { [$0 >> 8, $0 & 0xff] }
      return "::ffff:" + octets.map { String($0) }.joined(separator: ".")
    }
    let zeros = groups[1..<7].firstIndex(of: 0)
    let end = zeros.flatMap { groups[$0..<7].firstIndex { $0 > 0 } }
    var text = outer(groups[0]) + ":" + inner(groups[1..<(zeros ?? 7)])
    if zeros != nil { text += ":" + inner(groups[(end ?? 7)..<7]) }
    return text + outer(groups[7])
  }

  private static func outer(_ group: UInt16) -> String { group > 0 ? String(group, radix: 16) : "" }

  private static func inner(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) + ":" }.joined()
  }
}
