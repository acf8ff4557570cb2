// Swarm testing: not every fault at once, but a different set of them for each seed. What one fault
// would hide of another is found by the seeds that have only the other.

extension NetworkFaults {
  /// The faults of that seed: each is in with an even chance, and how bad it is is drawn too.
  public static func swarm(seed: UInt64) -> NetworkFaults {
    var random = SeededRandom(seed: seed, stream: 1)
    var faults = NetworkFaults()
    faults.drawLink(from: &random)
    faults.drawOperations(from: &random)
    faults.drawFailures(from: &random)
    return faults
  }

  private mutating func drawLink(from random: inout SeededRandom) {
    let slowest = random.element(of: [0, 10, 200, 5_000, 80_000])
    let fastest = random.number(in: 0...slowest)
    latency = .microseconds(fastest) ... .microseconds(slowest)
    if random.chance(0.3) { bandwidth = random.element(of: [2_000, 50_000, 1_000_000]) }
    if random.chance(0.7) { segmentSize = 1...random.element(of: [1, 2, 7, 100, 1460]) }
    if random.chance(0.5) { bufferSize = 1...random.element(of: [1, 16, 300, 5_000]) }
  }

  private mutating func drawOperations(from random: inout SeededRandom) {
    if random.chance(0.5) {
      completionDelay = .zero ... .microseconds(random.element(of: [5, 50, 3_000]))
    }
    if random.chance(0.5) {
      cancelDelay = .zero ... .microseconds(random.element(of: [5, 50, 3_000]))
    }
    if random.chance(0.5) { shortSends = random.element(of: [0.1, 0.5, 1]) }
    if random.chance(0.5) { shortReceives = random.element(of: [0.1, 0.5, 1]) }
    if random.chance(0.3) { earlyReturns = 0.2 }
    if random.chance(0.2) { clockJumps = 0.02 }
  }

  private mutating func drawFailures(from random: inout SeededRandom) {
    if random.chance(0.3) { resets = 0.5 }
    if random.chance(0.5) { resetsLosingInput = 0.5 }
    if random.chance(0.3) { stalls = 0.5 }
    if random.chance(0.15) { blackHoles = 0.2 }
    if random.chance(0.1) { refusals = 0.3 }
    if random.chance(0.2) { acceptFailures = 0.3 }
    if random.chance(0.1) { descriptorLimit = random.number(in: 3...8) }
  }
}
