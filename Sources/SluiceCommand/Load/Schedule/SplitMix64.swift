// Random numbers that are the same in every run of the same seed.

/// Vigna's SplitMix64: eight bytes of state, one multiplication chain a number. Not for secrets.
struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A sequence of its own for each `stream` of a seed.
  init(seed: UInt64, stream: Int) {
    self.init(seed: Self.mixed(seed &+ Self.mixed(UInt64(bitPattern: Int64(stream)) &+ 1)))
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Evenly from 0 up to and without 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Evenly from 0 up to and without `bound`. By a multiplication: no
  /// number is preferred by more than `bound` in 2^64.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number that tells nothing of the one it is made of.
  static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
