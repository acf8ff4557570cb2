// Several loops, and the threads beside them.

public import Logging
import Glibc
import SluiceCore
import Synchronization

/// A fixed number of loops that connections are spread over.
///
/// `shutDown()` ends the threads of the loops. A group that is dropped without it leaves them
/// running: tasks and streams may still be on them. The `default` group has a loop a core, is made
/// when first used and never ends.
public final class EventLoopGroup: Sendable {
  /// The loops, at least one.
  public let loops: [EventLoop]

  private let isDefault: Bool
  /// Whether somebody turns the loops by hand, by whatever clock: they have no threads to be watched.
  package let isTurnedByHand: Bool
  private let nextIndex = Atomic(0)
  private let threads: BlockingPool

  /// One loop for every core, by whatever driver works here (or `SLUICE_DRIVER` names).
  ///
  /// Traps if not even the fallback can be made (no descriptors left): there is nobody to tell.
  public static let `default`: EventLoopGroup = {
    do { return try EventLoopGroup(isDefault: true) } catch {
      fatalError("no event loop: \(error)")
    }
  }()

  /// Makes `count` loops (nil: one a core) and starts their threads.
  ///
  /// What the loops have to say (a stream that failed, a server that cannot accept) goes to `logger`
  /// alone: without one they are silent, whatever the program bootstraps `LoggingSystem` with.
  ///
  /// - Throws: `IOError` of `.driver` where the driver that was asked for is refused here, with the
  ///   reason and what to do; and where there is no thread left for a loop.
  public convenience init(
    loops count: Int? = nil, driver: DriverPreference = .automatic, logger: Logger? = nil
  ) throws(IOError) {
    try self.init(loops: count, driver: driver, logger: logger, isDefault: false)
  }

  private init(
    loops count: Int? = nil, driver: DriverPreference = .automatic, logger: Logger? = nil,
    isDefault: Bool
  ) throws(IOError) {
    self.isDefault = isDefault
    isTurnedByHand = false
    let count = count ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    precondition(count >= 1, "a group has at least one loop")
    let logger = logger ?? Logger(label: "sluice") { _ in SwiftLogNoOpLogHandler() }
    var made: [EventLoop] = []
    for index in 0..<count {
      do {
        let (kernel, report) = try makeDriver(driver)
        made.append(
          EventLoop(name: "sluice-\(index)", kernel: kernel, report: report, logger: logger))
      } catch {
        // Nobody has started yet: each driver is closed where it was made.
        for loop in made { loop.kernel.close() }
        throw error
      }
    }
    loops = made
    threads = BlockingPool(name: "sluice-blocking", limit: max(4, count * 4))
    try Self.start(loops)
    logger.info(
      "loops started",
      metadata: [
        "loops": "\(count)", "driver": "\(made[0].driver.kind)",
        "reason": "\(made[0].driver.reason)",
      ])
  }

  /// Gives all of them their threads, or none.
  private static func start(_ loops: [EventLoop]) throws(IOError) {
    for (index, loop) in loops.enumerated() {
      do { try loop.start() } catch {
        for started in loops[..<index] { started.postIfRunning { started.beginShutDown() } }
        for other in loops[index...] { other.kernel.close() }
        throw IOError(
          .driver, error,
          detail: "no thread for a loop: the limit of processes (ulimit -u) or of address space "
            + "(ulimit -v) may be reached")
      }
    }
  }

  /// Loops that have no threads: somebody turns them by hand, for as long as the group is used. They
  /// cannot be shut down.
  package init(turnedByHand loops: [EventLoop]) {
    precondition(!loops.isEmpty, "a group has at least one loop")
    isDefault = false
    isTurnedByHand = true
    self.loops = loops
    threads = BlockingPool(name: "sluice-blocking", limit: 4)
  }

  /// A loop, each in its turn.
  public func next() -> EventLoop {
    let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
    return loops[Int(UInt(bitPattern: index) % UInt(loops.count))]
  }

  /// Runs `body`, which may block, on one of a bounded number of threads, and returns its result.
  public func blocking<R: Sendable, E: Error>(
    _ body: @escaping @Sendable () throws(E) -> R
  ) async throws(E) -> R {
    let result = await Suspension<Result<R, E>>.wait { caller in
      threads.submit { caller.resume(Result { () throws(E) -> R in try body() }) }
    }
    return try result.get()
  }

  /// The counters of all loops together.
  public func statistics() async -> LoopStatistics {
    var sum = LoopStatistics()
    for loop in loops { sum += await loop.statistics() }
    return sum
  }

  /// Closes abortively what still lives on the loops and ends their threads. Tasks that prefer one
  /// of them must have ended: later work for a loop that was shut down traps. The default group
  /// cannot be shut down. May be called again, and by several tasks at once: each returns when the
  /// threads of the loops are done.
  public func shutDown() async {
    precondition(!isDefault, "the default group never ends")
    for loop in loops { await loop.shutDown() }
    threads.close()
  }
}
