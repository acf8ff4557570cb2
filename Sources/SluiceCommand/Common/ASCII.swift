// Letters and digits of ASCII, as protocols of text have them.

extension UInt8 {
  static var tab: UInt8 { 0x09 }
  static var lineFeed: UInt8 { 0x0a }
  static var carriageReturn: UInt8 { 0x0d }
  static var space: UInt8 { 0x20 }

  /// A capital letter as the small one; anything else as it is.
  @inline(__always)
  var smallLetter: UInt8 { 0x41...0x5a ~= self ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  var hexadecimal: Int? {
    switch self {
    case 0x30...0x39: Int(self) - 0x30
    case 0x41...0x46: Int(self) - 0x41 + 10
    case 0x61...0x66: Int(self) - 0x61 + 10
    default: nil
    }
  }

  /// Whether it is a space or a tab.
  var isBlankOrTab: Bool { self == .space || self == .tab }
}

extension Span<UInt8> {
  /// Whether it is that text, whatever the case of its letters; `text` is in small ones.
  @inline(__always)
  func isEqual(ignoringCase text: String) -> Bool {
    let other = text.utf8.span
    guard count == other.count else { return false }
    for index in indices where self[index].smallLetter != other[index] { return false }
    return true
  }

  /// Whether that word is one of a list with commas, whatever the case of its letters; `word` is in
  /// small ones.
  func lists(ignoringCase word: String) -> Bool {
    var start = 0
    for end in 0...count where end == count || self[end] == UInt8(ascii: ",") {
      if extracting(start..<end).trimmed.isEqual(ignoringCase: word) { return true }
      start = end + 1
    }
    return false
  }

  /// Without the blanks and tabs at both ends.
  var trimmed: Span<UInt8> {
    @_lifetime(copy self) get {
      var start = 0
      var end = count
      while start < end, self[start].isBlankOrTab { start += 1 }
      while start < end, self[end - 1].isBlankOrTab { end -= 1 }
      return extracting(start..<end)
    }
  }

  /// The number that its digits make; nil where it is none, or does not fit.
  var decimal: Int? { number(base: 10, digits: 18) }

  /// The same of hexadecimal digits.
  var hexadecimal: Int? { number(base: 16, digits: 15) }

  private func number(base: Int, digits: Int) -> Int? {
    guard (1...digits).contains(count) else { return nil }
    var value = 0
    for index in indices {
      guard let digit = self[index].hexadecimal, digit < base else { return nil }
      value = value * base + digit
    }
    return value
  }
}
