// The loop: one thread, one driver, and everything that is confined to them.
//
// What never lives here: parsing, a stream's state, a kernel call.
// The turn is in EventLoop+Turn.swift, how jobs get in is in EventLoop+Executor.swift.

import CURing
package import Logging
public import SluiceCore
import Synchronization

/// A thread that runs tasks and their I/O: one ring (or one epoll), one queue of ready tasks.
///
/// It is a `TaskExecutor`: a task that prefers it runs on its thread, so that calls on the streams
/// of this loop neither hop nor lock. `serialExecutor` pins actors to the same thread.
///
/// One turn: enter the kernel once (submit, wait, fetch) → collect completions → run ready tasks
/// under a budget → timers → flush the streams that were written to → again.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
  // Sendable: what is `let` may be touched by any thread; every other property is confined to the
  // loop's thread (`isCurrent`), or to the thread that made the loop until `start()`.

  /// Which driver carries the loop, and why.
  public let driver: DriverReport

  /// A name for threads, logs and traps: `sluice-0`.
  public let name: String

  /// Pins an actor to the loop's thread.
  public let serialExecutor = LoopSerialExecutor()

  package let logger: Logger
  package let kernel: any Driver
  package let pool: BufferPool
  package let budget = TurnBudget()

  /// The time at which this turn began to work; as old as the turn.
  @inlinable package var now: Instant { confinedNow.value }
  @usableFromInline let confinedNow: Confined<Instant>

  /// Counted by the residents.
  @inlinable package var counters: LoopStatistics {
    _read { yield confinedCounters.value }
    _modify { yield &confinedCounters.value }
  }
  @usableFromInline let confinedCounters = Confined(LoopStatistics())

  /// The count of forks when the loop was made: the loop of a forked child has no thread.
  private let forks = curing_forks()

  /// Whether this process is a child of the one that made the loop. Any thread.
  var isForked: Bool { forks != curing_forks() }

  // MARK: Confined to the loop's thread
  //
  // What changes with every operation is declared unchecked: a run-time check for overlapping
  // accesses enters each one into a set of the thread, which costs more than most of what is done
  // here. They cannot overlap: one thread has them, and none lasts over a call of code that is not
  // ours, or over a suspension.

  @safe @exclusivity(unchecked) var ready = JobQueue()
  @safe @exclusivity(unchecked) var completions: [Completion] = []
  @safe @exclusivity(unchecked) var operations = SlotTable<PendingOperation>()
  @safe @exclusivity(unchecked) var residents = SlotTable<any LoopResident>()
  @safe @exclusivity(unchecked) var dirty: [any LoopResident] = []
  @safe @exclusivity(unchecked) var flushing: [any LoopResident] = []
  @safe @exclusivity(unchecked) var timers = TimerQueue()
  /// With more timers than this it is looked whether their residents still live.
  var timersBeforeSweep = 1024
  @safe @exclusivity(unchecked) var yielded: [Suspension<Void>] = []
  @safe @exclusivity(unchecked) var calls: [@Sendable () -> Void] = []
  @safe @exclusivity(unchecked) var jobCount: UInt = 0
  var isShuttingDown = false
  var hasWarnedOfOverflow = false

  // MARK: Shared

  /// What comes from other threads.
  let inbox = Lock(Inbox())
  /// Whether `inbox` holds anything; checked once a turn without the lock.
  let hasMail = Atomic(false)
  /// Whether the loop is about to wait, or waits, in the kernel. Whoever turns it off must wake.
  let isAsleep = Atomic(false)

  /// The job that runs now, and a count that tells it from its next run; 0 between the jobs of two
  /// turns. Written by the loop's thread, looked at by a `StallWatch`.
  let runningJob = Atomic<UInt>(0)

  /// Threads that are just bringing something, whom the loop must outlive.
  let bringers = Atomic(0)

  /// Opened when the loop's thread has let go.
  let stopped = Gate()

  struct Inbox {
    var jobs: [LoopJob] = []
    var calls: [@Sendable () -> Void] = []
    var hasStopped = false
    /// Of a loop that nobody will turn again: what is posted is dropped.
    var dropsCalls = false
  }

  /// An operation under way: whose it is.
  struct PendingOperation {
    let owner: any LoopResident
    let role: OperationRole
  }

  /// A loop over `kernel` that has no thread yet: `start()` gives it one; a test turns it by hand.
  package init(
    name: String, kernel: any Driver, report: DriverReport, logger: Logger,
    maximumPooledBytes: Int = 16 << 20
  ) {
    self.name = name
    self.kernel = kernel
    self.driver = report
    self.logger = logger
    pool = BufferPool(maximumPooledBytes: maximumPooledBytes)
    confinedNow = Confined(kernel.now)
    completions.reserveCapacity(256)
    serialExecutor.loop = self
  }

  /// Whether the calling thread is this loop's, inside a turn.
  ///
  /// By an out-of-line C function: a thread-local read in Swift may be cached over a suspension.
  public var isCurrent: Bool { isCurrentLoop(ObjectIdentifier(self)) }

  /// The loop whose thread is calling, or nil on any other thread.
  public static var current: EventLoop? {
    guard let raw = unsafe curing_current_loop() else { return nil }
    // Set for the duration of a turn by the loop itself, which is alive then.
    return unsafe Unmanaged<EventLoop>.fromOpaque(raw).takeUnretainedValue()
  }

  /// The loop's counters, taken on its thread.
  public func statistics() async -> LoopStatistics {
    await onThread { loop in loop.snapshot() }
  }

  /// The counters as they are now; on the loop's thread.
  package func snapshot() -> LoopStatistics {
    var all = counters
    let below = kernel.statistics
    all.enters = below.enters
    all.submissions = below.submissions
    all.completions = below.completions
    all.largestBatch = below.largestBatch
    all.overflows = below.overflows
    all.inFlight = below.inFlight
    all.buffers = pool.outstanding
    all.residents = residents.count
    return all
  }
}
