// Numbers for people.

import Sluice

extension Int {
  /// `1,234,567`
  var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}

extension Double {
  /// With so many decimals.
  func formatted(_ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let scaled = Int((self * Double(scale)).rounded())
    guard decimals > 0 else { return String(scaled) }
    let fraction = String(abs(scaled) % scale)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale).\(zeros)\(fraction)"
  }
}

extension Duration {
  /// `12.3 ms`, `0.71 µs`: three digits or so, in the unit that suits.
  var short: String {
    let units: [(name: String, unit: Duration)] = [
      ("s", .seconds(1)), ("ms", .milliseconds(1)), ("µs", .microseconds(1)),
    ]
    let (name, unit) = units.first { self >= $0.unit } ?? units[2]
    let value = self / unit
    return "\(value.formatted(value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0)) \(name)"
  }
}

extension String {
  /// Filled up with blanks on the right.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// Filled up with blanks on the left.
  func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
