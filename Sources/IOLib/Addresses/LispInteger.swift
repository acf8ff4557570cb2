// Integers in addresses, as `parse-integer` reads them.

/// The grammar of the numbers in IOLIB's texts of addresses: blanks on either side, one sign, and then
/// at least one digit; zeros may lead.
enum LispInteger {
  /// The number that `text` spells, if it is one within 0...`limit`; nil for everything else.
  static func parse(
    _ text: some BidirectionalCollection<UInt8>, radix: Int = 10, limit: Int
  ) -> Int? {
    var digits = Array(text)[...]
    while let first = digits.first, isBlank(first) { digits.removeFirst() }
    while let last = digits.last, isBlank(last) { digits.removeLast() }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard let digit = digit(byte), digit < radix else { return nil }
      value = value * radix + digit
      guard value <= limit else { return nil }
    }
    return isNegative && value > 0 ? nil : value
  }

  /// What `digit-char-p` says of ASCII.
  private static func digit(_ byte: UInt8) -> Int? {
    Character(Unicode.Scalar(byte)).isASCII ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
  }

  /// A blank, a tab, or an end of line or page.
  private static func isBlank(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte)
  }
}
