// Where the random tests get their randomness, so that a failure can be repeated.

import Glibc

/// SplitMix64: small, fast, and the same on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence of that seed.
  public init(seed: UInt64) { state = seed }

  /// The next number of the sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension RandomNumberGenerator {
  /// So many random bytes, eight from each number: builds for tests are slow.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      var number = next()
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: number))
        number >>= 8
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

/// The seeds of this run of the tests.
public enum Seeds {
  /// The seed of this run: that of the environment variable `SLUICE_SEED`, else a fresh one.
  public static let run: UInt64 = {
    // Read once, before anything in the tests sets a variable.
    guard let text = unsafe getenv("SLUICE_SEED") else { return UInt64.random(in: 0...UInt64.max) }
    guard let seed = UInt64(unsafe String(cString: text)) else {
      fatalError("SLUICE_SEED is not a number")
    }
    return seed
  }()

  /// A generator for one test, and what to say when the test fails.
  public static func generator() -> SplitMix64 { SplitMix64(seed: run) }

  /// How to repeat this run, for a failure's message.
  public static var note: String { "repeat with SLUICE_SEED=\(run)" }
}
