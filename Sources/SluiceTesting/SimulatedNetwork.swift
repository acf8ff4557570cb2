// The simulated network as programs and tests see it. How it is run is in SimulatedNetwork+Run.swift,
// what a program can do with it in SimulatedNetwork+Program.swift.

import Glibc
public import Logging
public import Sluice
import SluiceCore
import SluiceLoop
import SystemPackage

/// A network in memory, with a clock of its own, on which everything follows from one seed.
///
/// A handler that was written for `Server` runs on it unchanged, and so does everything that a
/// `SocketStream` can do; what is below is replaced, down to the driver. The clock stands still while
/// code runs, and jumps to the next event when all of it waits: a time-out of an hour costs nothing.
/// Latency, bandwidth, segments of one byte, short sends, resets, stalls and other `NetworkFaults` are
/// drawn from the seed, and so the run of a seed can be repeated, in any process on any machine.
///
/// **One thread.** All loops of the network are turned by the thread that called `run`. What leaves
/// them (`Task { }`, `Task.detached`, `Task.sleep`, the main actor, a `Resolver`) leaves the simulation,
/// and makes the run differ from the next; sleep with `sleep(for:)`.
public final class SimulatedNetwork: @unchecked Sendable {
  // Sendable so that the program's tasks may carry it about: all of them run on loops that the thread
  // of `run` turns, one after the other, and nobody else touches what is in here.

  /// How a simulation is to be run.
  public struct Configuration: Sendable {
    /// What goes wrong.
    public var faults: FaultPlan
    /// How many loops there are; a server's connections are spread over them.
    public var loops: Int
    /// After so many turns of loops a run has failed.
    public var maximumTurns: Int
    /// How many events are kept.
    public var traceLimit: Int
    /// How long, by the real clock, a run in which nothing happens waits for a task that has left the
    /// simulation, before it says that everybody waits for ever.
    public var patience: Duration
    /// Where the loops' log goes. Nil: nowhere.
    public var logger: Logger?

    /// A configuration; every argument has its documented default.
    public init(
      faults: FaultPlan = .swarm, loops: Int = 1, maximumTurns: Int = 1_000_000,
      traceLimit: Int = 2_000, patience: Duration = .seconds(1), logger: Logger? = nil
    ) {
      precondition(loops >= 1, "a network has at least one loop")
      self.faults = faults
      self.loops = loops
      self.maximumTurns = maximumTurns
      self.traceLimit = traceLimit
      self.patience = patience
      self.logger = logger
    }
  }

  /// What everything is drawn from.
  public let seed: UInt64
  /// What goes wrong.
  public let faults: NetworkFaults
  /// The loops, as a server or a stream takes them. Nobody can shut them down.
  public let group: EventLoopGroup

  let wire: Wire
  let drivers: [SimulatedDriver]
  let maximumTurns: Int
  private let patience: Duration
  var servers: [SimulatedServer] = []
  private(set) var turns = 0

  init(seed: UInt64, _ configuration: Configuration) {
    self.seed = seed
    faults = configuration.faults.faults(seed: seed)
    maximumTurns = configuration.maximumTurns
    patience = configuration.patience
    let wire = Wire(seed: seed, faults: faults, traceLimit: configuration.traceLimit)
    self.wire = wire
    let drivers = (0..<configuration.loops).map { _ in SimulatedDriver(on: wire) }
    self.drivers = drivers
    let logger = configuration.logger ?? Self.silence
    let report = DriverReport(
      kind: .simulated, choice: .asked, reason: "a simulation with the seed \(seed)")
    group = EventLoopGroup(
      turnedByHand: drivers.indices.map { index in
        EventLoop(
          name: "simulated-\(index)", kernel: drivers[index], report: report, logger: logger)
      })
  }

  private static let silence = Logger(label: "sluice") { _ in SwiftLogNoOpLogHandler() }

  // MARK: Turning the loops

  /// How a stretch of the simulation ended.
  enum End {
    case done, stuck, endless
  }

  /// Turns the loops, and moves the clock when all of them wait, until `isDone`: so many more turns at
  /// most, as a rule what is left of the run's own. Where nothing is left to happen, `isPatient` waits for
  /// what other threads may still bring.
  func simulate(
    turns more: Int? = nil, isPatient: Bool = false, until isDone: () -> Bool
  ) -> End {
    let limit = more.map { turns + $0 } ?? maximumTurns
    while !isDone() {
      guard turns < limit else { return .endless }
      wire.runDueEvents()
      if turnLoops() { continue }
      if let next = nextEvent {
        wire.advance(to: next)
      } else if !isPatient || !somebodyComesBack() {
        return .stuck
      }
    }
    return .done
  }

  /// Waits, by the real clock, for a task that has left the simulation.
  private func somebodyComesBack() -> Bool {
    let limit = ContinuousClock.now + patience
    while ContinuousClock.now < limit {
      guard group.loops.allSatisfy(\.isIdle) else {
        note("a task comes back from elsewhere: this run cannot be repeated")
        return true
      }
      usleep(100)
    }
    return false
  }

  /// When something happens next.
  private var nextEvent: Instant? {
    var next = wire.events.next
    for loop in group.loops {
      guard let deadline = loop.nextDeadline else { continue }
      next = min(next ?? deadline, deadline)
    }
    return next
  }

  /// A turn of each loop that has something to do, if any has.
  private func turnLoops() -> Bool {
    let count = drivers.count
    let first = count == 1 ? 0 : wire.random.number(in: 0...count - 1)
    var hasTurned = false
    for index in first..<first + count {
      let (loop, driver) = (group.loops[index % count], drivers[index % count])
      let isTimeUp = loop.nextDeadline.map { $0 <= wire.now } ?? false
      guard isTimeUp || !loop.isIdle || !driver.due.isEmpty else { continue }
      loop.turn(mayWait: false)
      wire.passTurn()
      turns += 1
      hasTurned = true
    }
    return hasTurned
  }
}
