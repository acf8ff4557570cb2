// Integers as Redis reads and writes them: decimal, in one form only.

extension Span<UInt8> {
  /// The integer that stands there, if nothing else does: no blank, no plus sign, no zero before it.
  var integer: Int64? {
    guard count > 0, count <= 20 else { return nil }
    let isNegative = self[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    guard start < count else { return nil }
    if self[start] == UInt8(ascii: "0") { return count == 1 ? 0 : nil }
    var value: Int64 = 0
    for index in start..<count {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isBeyond) = product.subtractingReportingOverflow(Int64(digit))
      guard !isTooLarge, !isBeyond else { return nil }
      // Counted downwards: there is one more negative number than positive ones.
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }
}

/// The digits of an integer.
struct RedisDigits {
  private var digits = [20 of UInt8](repeating: 0)
  private var start = 20

  @inline(__always)
  init(_ value: Int64) {
    var rest = value.magnitude
    repeat {
      start &-= 1
      digits[start] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
      rest /= 10
    } while rest > 0
    guard value < 0 else { return }
    start &-= 1
    digits[start] = UInt8(ascii: "-")
  }

  var span: Span<UInt8> {
    @inline(__always)
    @_lifetime(borrow self)
    get { digits.span.extracting(start..<20) }
  }
}
