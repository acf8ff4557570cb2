// The digits of addresses: from ASCII to numbers, strictly. No sign, no blank, no other digits.

/// The parsers of both kinds of addresses.
enum AddressDigits {
  /// Whether it is digits and nothing else, at least one: no sign and no space, which the integers'
  /// own initialisers let pass in part.
  static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Four decimal numbers without leading zeros.
  static func ipv4(_ text: some Collection<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    var part: UInt32?
    var dots = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "."):
        guard let number = part else { return nil }
        value = value << 8 | number
        part = nil
        dots += 1
        guard dots <= 3 else { return nil }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard part != 0 else { return nil }
        part = (part ?? 0) * 10 + UInt32(byte - 48)
        guard part ?? 0 <= 255 else { return nil }
      default: return nil
      }
    }
    guard let part, dots == 3 else { return nil }
    return value << 8 | part
  }

  /// The eight groups.
  static func ipv6(_ text: some BidirectionalCollection<UInt8>) -> [UInt16]? {
    guard let gap = firstGap(text) else { return groups(text, allowed: 8...8, endsText: true) }
    let after = text[text.index(gap, offsetBy: 2)...]
    guard let first = groups(text[..<gap], allowed: 0...7, endsText: false),
      let last = groups(after, allowed: 0...(7 - first.count), endsText: true)
    else { return nil }
    return first + Array(repeating: 0, count: 8 - first.count - last.count) + last
  }

  /// Where `::` is.
  private static func firstGap<Text: BidirectionalCollection<UInt8>>(_ text: Text) -> Text.Index? {
    zip(text.indices, text.indices.dropFirst()).first { index, next in
      text[index] == UInt8(ascii: ":") && text[next] == UInt8(ascii: ":")
    }?.0
  }

  /// So many groups with a colon between each two. An IPv4 address may stand for the last two of the
  /// whole text.
  private static func groups(
    _ text: some Collection<UInt8>, allowed: ClosedRange<Int>, endsText: Bool
  ) -> [UInt16]? {
    guard !text.isEmpty else { return allowed.contains(0) ? [] : nil }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if let group = group(part) {
        groups.append(group)
      } else if endsText, index == parts.count - 1, let value = ipv4(part) {
        groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
      } else {
        return nil
      }
    }
    return allowed.contains(groups.count) ? groups : nil
  }

  /// One to four hexadecimal digits.
  private static func group(_ text: some Collection<UInt8>) -> UInt16? {
    guard (1...4).contains(text.count) else { return nil }
    var value: UInt16 = 0
    for byte in text {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - 87
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - 55
      default: return nil
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
