// UTF-16 as both byte orders have it in common.

/// The work of the codecs of UTF-16 in one byte order.
enum UTF16Units<Order: OrderedUTF16Codec> {
  @inline(__always)
  static func unit(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    let (first, second) = (UInt32(bytes[offset]), UInt32(bytes[offset + 1]))
    return Order.isBigEndian ? first << 8 | second : second << 8 | first
  }

  /// The two bytes of a unit, in the order of an `EncodedScalar`.
  @inline(__always)
  static func word(_ unit: UInt32) -> UInt32 {
    Order.isBigEndian ? unit >> 8 | (unit & 0xFF) << 8 : unit
  }

  @inline(__always)
  static func decodeScalar(_ bytes: Span<UInt8>, isEnd: Bool) -> ScalarDecoding {
    guard bytes.count >= 2 else { return isEnd ? .malformed(.oddByte, count: 1) : .incomplete }
    let high = unit(bytes, at: 0)
    if high & 0xF800 != 0xD800 {
      // No surrogate, and below U+10000.
      return unsafe .scalar(Unicode.Scalar(high).unsafelyUnwrapped, count: 2)
    }
    guard high < 0xDC00 else { return .malformed(.loneSurrogate, count: 2) }
    guard bytes.count >= 4 else {
      return isEnd ? .malformed(.loneSurrogate, count: 2) : .incomplete
    }
    let low = unit(bytes, at: 2)
    guard low & 0xFC00 == 0xDC00 else { return .malformed(.loneSurrogate, count: 2) }
    let value = 0x1_0000 + ((high & 0x3FF) << 10 | low & 0x3FF)
    // Ten bits and ten bits above U+10000 reach up to U+10FFFF.
    return unsafe .scalar(Unicode.Scalar(value).unsafelyUnwrapped, count: 4)
  }

  @inline(__always)
  static func encode(_ scalar: Unicode.Scalar) -> EncodedScalar {
    let value = scalar.value
    if value < 0x1_0000 { return EncodedScalar(exactWord: word(value), count: 2) }
    let high = 0xD800 | (value - 0x1_0000) >> 10
    let low = 0xDC00 | value & 0x3FF
    return EncodedScalar(exactWord: word(high) | word(low) << 16, count: 4)
  }
}
