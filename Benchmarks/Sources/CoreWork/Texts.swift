// The texts that are worked on: the same in every run.

/// Reproducible texts.
public enum Texts {
  /// A mebibyte, cut down to whole characters.
  public static var size: Int { 1 << 20 }

  /// Lines of 64 bytes with their LF, of US-ASCII.
  public static func lines(count: Int) -> [UInt8] {
    var generator = SplitMix(seed: 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 64)
    for _ in 0..<count {
      for _ in 0..<63 { bytes.append(UInt8.random(in: 0x20...0x7E, using: &generator)) }
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Latin-1, of which `percent` in a hundred bytes at random places are 0x80 or above.
  public static func latin1(percent: Int, count: Int = size) -> [UInt8] {
    var generator = SplitMix(seed: 2)
    return (0..<count).map { _ in
      UInt8.random(in: 0..<100, using: &generator) < percent
        ? UInt8.random(in: 0xA0...0xFF, using: &generator)
        : UInt8.random(in: 0x20...0x7E, using: &generator)
    }
  }

  /// UTF-8, of which `percent` in a hundred characters at random places are drawn from `others`.
  public static func utf8(percent: Int, others: ClosedRange<UInt32>) -> [UInt8] {
    var generator = SplitMix(seed: 3)
    var text = String.UnicodeScalarView()
    var count = 0
    while count < size {
      let isOther = Int.random(in: 0..<100, using: &generator) < percent
      let value = UInt32.random(in: isOther ? others : 0x20...0x7E, using: &generator)
      guard let scalar = Unicode.Scalar(value) else { continue }
      text.append(scalar)
      count += UTF8.width(scalar)
    }
    return Array(String(text).utf8)
  }
}

/// SplitMix64: the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
