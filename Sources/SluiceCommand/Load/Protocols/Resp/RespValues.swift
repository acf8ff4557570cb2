// The values of keys: derived from the key alone, so that each answer can be checked.

/// Shared by all connections.
struct RespValues: Sendable {
  /// Printable bytes; each value is a run of them.
  let bytes: [UInt8]
  private let sizes: ClosedRange<Int>

  /// Values begin at so many places, a prime.
  private static let starts = 65_521
  /// Every run makes the same.
  private static let seed: UInt64 = 0x5155_1CE0_05E7

  init(sizes: ClosedRange<Int>) {
    self.sizes = sizes
    var random = SplitMix64(seed: Self.seed)
    bytes = (0..<Self.starts + sizes.upperBound).map { _ in
      UInt8(ascii: "!") + UInt8(random.next() % 90)
    }
  }

  /// Where in `bytes` the value of a key is.
  func range(of key: Int) -> Range<Int> {
    let mixed = SplitMix64.mixed(UInt64(key) &+ 0x9E37_79B9)
    let start = Int((mixed & 0xFFFF_FFFF) % UInt64(Self.starts))
    let size =
      sizes.count == 1
      ? sizes.lowerBound : sizes.lowerBound + Int((mixed >> 32) % UInt64(sizes.count))
    return start..<start + size
  }
}
