// The one source of chance in a simulation: everything that is drawn is drawn from a seed.

/// A small generator (SplitMix64): the same numbers for the same seed, on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence of that seed.
  public init(seed: UInt64) { state = seed }

  /// The sequence that belongs to `seed` and a number: what draws from one does not disturb another.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = SeededRandom(seed: seed ^ (stream &* 0xD6E8_FEB8_6659_FD93))
    state = mixer.next() ^ stream
  }

  /// The next number of the sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True with that probability: never for 0, always for 1.
  public mutating func chance(_ probability: Double) -> Bool {
    guard probability > 0 else { return false }
    return Double(next() >> 11) * 0x1p-53 < probability
  }

  /// A number of the range, each as likely as any other (to within 2⁻³² for ranges of some thousands).
  public mutating func number(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound &- range.lowerBound) &+ 1
    guard width > 1 else { return range.lowerBound }
    return range.lowerBound &+ Int(next().multipliedFullWidth(by: width).high)
  }

  /// One of the elements, of which there must be some.
  public mutating func element<Element>(of elements: [Element]) -> Element {
    elements[number(in: 0...elements.count - 1)]
  }
}
