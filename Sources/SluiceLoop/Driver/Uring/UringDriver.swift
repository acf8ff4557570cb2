// The driver over io_uring: one ring, one thread.
//
// What never lives here: how the ring is set up (RingStep), how entries are queued (+Submission),
// what a completion leads to (+Turn), how it ends (+Close).

import CURing
import Glibc
import SystemPackage

/// A `Driver` over an io_uring of its own.
///
/// Made on any thread; the first call that enters the kernel (`turn`, or an operation that finds
/// the submission queue full) binds it to its thread, which makes all further calls but `wake`.
/// Not to be used in a forked child, where dropping it does nothing.
///
/// Sockets are opened in blocking mode: nothing blocks, since the ring waits for them, and old
/// kernels answer EAGAIN for the others.
public final class UringDriver: KernelDriver {
  /// How the ring is made.
  public struct Configuration: Hashable, Sendable {
    /// Entries of the submission queue, 1 or more; rounded up to a power of two. When it is full
    /// the driver enters the kernel and goes on: this is the largest batch, not a limit.
    public var submissionEntries = 256
    /// Entries of the completion queue. What does not fit is kept by the kernel, at some cost.
    public var completionEntries = 4096
    /// The first step of the ladder to be tried.
    public var firstStep = RingStep.deferred
    /// Whether one accept may serve many connections; without it, the driver asks for each anew
    /// and its caller sees no difference.
    public var usesMultishotAccept = true

    /// 256 and 4096 entries, the best step that the kernel grants.
    public init() {}
  }

  /// `.uring`
  public let kind = DriverKind.uring
  /// SOCK_CLOEXEC: blocking.
  public let socketFlags = Int32(bitPattern: SOCK_CLOEXEC.rawValue)

  let ring: Ring
  let wakeUp: WakeUp
  let offersMultishotAccept: Bool
  let offersMultishotPoll: Bool

  // What changes with every operation is not checked for exclusive access, for the reason given at
  // `EventLoop`.
  @safe @exclusivity(unchecked) var alarm: Alarm
  @safe @exclusivity(unchecked) var table = OperationTable()
  /// User data of entries for which the submission queue had no room, oldest first.
  @safe @exclusivity(unchecked) var backlog: [UInt64] = []
  /// Completions of operations that failed before they reached the kernel.
  @safe @exclusivity(unchecked) var failures: [Completion] = []
  @safe @exclusivity(unchecked) var counters = DriverStatistics()
  /// Set by the self-test: a kernel that refuses the ring's use is then remembered instead of
  /// ending the process.
  var isOnTrial = false
  /// What the kernel answered to a ring on trial.
  var refusal: Errno?
  var isBound = false
  var isClosed = false
  /// The thread that the ring is bound to.
  private var thread: pthread_t?

  /// Makes a ring on the best step that the kernel grants from `firstStep` on. Some six system
  /// calls. Throws an error with the likely cause and what to do about it.
  public convenience init(_ configuration: Configuration = Configuration()) throws(IOError) {
    do {
      let ring = try RingStep.descend(from: configuration.firstStep) { step throws(Errno) in
        try Self.makeRing(step, configuration)
      }
      try self.init(ring, configuration)
    } catch {
      throw RingRefusal.error(error)
    }
  }

  /// Makes a ring on this step and no other.
  convenience init(step: RingStep, _ configuration: Configuration) throws(Errno) {
    try self.init(Self.makeRing(step, configuration), configuration)
  }

  private init(_ ring: consuming Ring, _ configuration: Configuration) throws(Errno) {
    do {
      wakeUp = try WakeUp()
    } catch {
      ring.exit()
      throw error
    }
    // Nothing is refused any more: it is closed with the rest.
    alarm = Alarm()
    offersMultishotAccept = ring.step.offersPollFirst && configuration.usesMultishotAccept
    offersMultishotPoll = ring.features.contains(.multishotPoll)
    self.ring = ring
    // The queue is empty: there is room for one.
    _ = prepareInternal(InternalOperation.wake)
    if alarm.descriptor >= 0, !prepareInternal(InternalOperation.alarm) {
      backlog.append(InternalOperation.alarm)
    }
  }

  deinit {
    // In this order: once closed, the ring is no more.
    guard !isClosed, !ring.isForked else { return }
    // Without a `close`, operations in flight are cancelled by the kernel once the ring is gone.
    free()
  }

  /// Counters since the driver was made.
  public var statistics: DriverStatistics {
    var statistics = counters
    statistics.inFlight = table.count + failures.count
    return statistics
  }

  /// What the kernel granted.
  public var report: RingReport { RingReport(ring) }

  /// eventfd write(2), at most one until the loop has seen it. Any thread.
  public func wake() {
    // A child's write would wake the parent.
    guard !ring.isForked else { return }
    wakeUp.raise()
  }

  /// Binds the ring to the calling thread, before it first enters the kernel.
  func bind() {
    isBound = true
    thread = pthread_self()
    do { try ring.bind() } catch { refuse(error, "io_uring_register") }
  }

  /// The kernel does not let the ring be used.
  func refuse(_ error: Errno, _ call: String) {
    guard isOnTrial else { fatalError("\(call): \(error) (\(error.name))") }
    refusal = error
  }

  /// Gives everything back that the driver holds.
  func free() {
    ring.exit()
    wakeUp.close()
    alarm.close()
  }

  /// Whether the caller is on the thread that the ring is bound to, if it is bound.
  var isOnOwnThread: Bool {
    guard let thread else { return true }
    return pthread_equal(thread, pthread_self()) != 0
  }

  private static func makeRing(
    _ step: RingStep, _ configuration: Configuration
  ) throws(Errno) -> Ring {
    try Ring.make(
      step: step, submissionEntries: configuration.submissionEntries,
      completionEntries: configuration.completionEntries)
  }
}
