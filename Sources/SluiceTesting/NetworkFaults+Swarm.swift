// Swarm testing: not every fault at once, but a different set of them for each seed. What one fault
// would hide of another is found by the seeds that have only the other.

/// What goes wrong on a simulated network, and who says so.
public enum FaultPlan: Hashable, Sendable {
  /// `NetworkFaults.swarm(seed:)`: a different set of faults for each seed.
  case swarm
  /// The same without what loses bytes or connections: the network is slow, and tears what is written
  /// into pieces, and a correct program does not notice.
  case delays
  /// These.
  case fixed(NetworkFaults)

  /// The faults of a seed.
  public func faults(seed: UInt64) -> NetworkFaults {
    switch self {
    case .swarm: .swarm(seed: seed)
    case .delays: .swarm(seed: seed).withoutLosses
    case .fixed(let faults): faults
    }
  }
}

extension NetworkFaults {
  /// The same network without what loses bytes or connections; what delays and divides stays.
  public var withoutLosses: NetworkFaults {
    var faults = self
    (faults.resets, faults.blackHoles, faults.refusals, faults.acceptFailures) = (0, 0, 0, 0)
    (faults.descriptorLimit, faults.queueLimit) = (nil, nil)
    return faults
  }

  /// Whether no bytes and no connections can be lost.
  public var isLossless: Bool { self == withoutLosses }

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
    if random.chance(0.1) { queueLimit = 1 }
  }
}
