// Letters and digits of ASCII, as the protocols of the examples read them.

extension UInt8 {
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
}
