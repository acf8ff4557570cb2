// The sequences of two to four bytes.

extension UTF8Codec {
  /// What a lead byte announces.
  private enum Lead {
    /// A sequence of `count` bytes, the second of them within `second`. A continuation byte
    /// outside of it is `otherwise`.
    case sequence(count: Int, second: ClosedRange<UInt8>, otherwise: MalformedKind)
    /// A byte that begins nothing.
    case malformed(MalformedKind)
  }

  private static func announced(by lead: UInt8) -> Lead {
    switch lead {
    case 0x80...0xBF: .malformed(.loneContinuation)
    case 0xC0, 0xC1: .malformed(.overlong)
    case 0xC2...0xDF: .sequence(count: 2, second: 0x80...0xBF, otherwise: .truncated)
    case 0xE0: .sequence(count: 3, second: 0xA0...0xBF, otherwise: .overlong)
    case 0xED: .sequence(count: 3, second: 0x80...0x9F, otherwise: .surrogate)
    case 0xE1...0xEF: .sequence(count: 3, second: 0x80...0xBF, otherwise: .truncated)
    case 0xF0: .sequence(count: 4, second: 0x90...0xBF, otherwise: .overlong)
    case 0xF1...0xF3: .sequence(count: 4, second: 0x80...0xBF, otherwise: .truncated)
    case 0xF4: .sequence(count: 4, second: 0x80...0x8F, otherwise: .aboveMaximum)
    default: .malformed(.aboveMaximum)
    }
  }

  /// Decodes a sequence that begins with a byte of 0x80 or above.
  static func decodeSequence(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    let lead = bytes[0]
    switch announced(by: lead) {
    case .malformed(let kind): return .malformed(kind, count: 1)
    case .sequence(let count, let second, let otherwise):
      var value = UInt32(lead) & (0x7F >> UInt32(count))
      for index in 1..<count {
        guard index < bytes.count else {
          return isEnd ? .malformed(.truncated, count: index) : .incomplete
        }
        let byte = bytes[index]
        guard byte & 0xC0 == 0x80 else { return .malformed(.truncated, count: index) }
        guard index > 1 || second.contains(byte) else { return .malformed(otherwise, count: 1) }
        value = value << 6 | UInt32(byte) & 0x3F
      }
      // The ranges leave no surrogate and nothing above U+10FFFF.
      return unsafe .scalar(Unicode.Scalar(value).unsafelyUnwrapped, count: count)
    }
  }

  /// The scalar at that offset of text that is well-formed, and how many bytes it has. Of text that
  /// is not, some scalar, or a trap.
  @inline(__always)
  static func wellFormedScalar(
    _ text: Span<UInt8>, at offset: Int
  ) -> (scalar: Unicode.Scalar, count: Int) {
    let lead = UInt32(text[offset])
    if lead < 0x80 { return (Unicode.Scalar(UInt8(lead)), 1) }
    let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = (lead & (0x7F >> UInt32(count))) << 6 | UInt32(text[offset &+ 1]) & 0x3F
    if count > 2 { value = value << 6 | UInt32(text[offset &+ 2]) & 0x3F }
    if count > 3 { value = value << 6 | UInt32(text[offset &+ 3]) & 0x3F }
    guard let scalar = Unicode.Scalar(value) else {
      preconditionFailure("text to be encoded is not UTF-8")
    }
    return (scalar, count)
  }
}
