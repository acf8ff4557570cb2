// The digits of addresses: from ASCII to numbers, strictly. No sign, no blank, no other digits.

/// The parsers of both kinds of addresses.
enum AddressDigits {
  /// Four decimal numbers without leading zeros.
  static func ipv4(_ text: some Collection<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard part.count == 1 || part.first != UInt8(ascii: "0"),
        let number = number(part, radix: 10, digits: 3), number <= 255
      else { return nil }
      value = value << 8 | number
    }
    return value
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
      if let group = number(part, radix: 16, digits: 4) {
        groups.append(UInt16(group))
      } else if endsText, index == parts.count - 1, let value = ipv4(part) {
        groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
      } else {
        return nil
      }
    }
    return allowed.contains(groups.count) ? groups : nil
  }

  /// At least one digit, and at most so many.
  private static func number(
    _ text: some Collection<UInt8>, radix: UInt32, digits: Int
  ) -> UInt32? {
    guard (1...digits).contains(text.count) else { return nil }
    var value: UInt32 = 0
    for byte in text {
      let digit: UInt32
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte) - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt32(byte) - 87
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt32(byte) - 55
      default: return nil
      }
      guard digit < radix else { return nil }
      value = value * radix + digit
    }
    return value
  }
}
