// One turn of the loop. It fits a screen, and nothing of it runs user code while completions are
// being collected.

import CURing
import Logging
import SluiceCore
import Synchronization

extension EventLoop {
  /// Jobs run between two looks at the clock.
  private static let jobsPerClockRead = 8
  /// Nanoseconds that ready tasks may run before the loop enters the kernel again.
  private static let taskNanoseconds: Int64 = 500_000

  /// One turn, on the thread that calls it. Waits in the kernel only where `mayWait` and nothing
  /// is left to do.
  package func turn(mayWait: Bool = true) {
    // Only an address is kept, and only until the end of the turn: self outlives it.
    let outer = unsafe curing_current_loop()
    unsafe curing_set_current_loop(Unmanaged.passUnretained(self).toOpaque())
    defer { unsafe curing_set_current_loop(outer) }

    enterKernel(mayWait: mayWait)
    #if DEBUG
      // A buffer that the kernel wrote to after it was given back is found here, before anybody
      // acts upon what the write belongs to.
      pool.verifyPoison()
    #endif
    confinedNow.value = kernel.now
    collect()
    takeMail()
    runCalls()
    runReadyTasks()
    fireTimers()
    runCalls()
    flushDirty()
    counters.turns += 1
  }

  /// Submits, waits and fetches, in one call of the driver.
  private func enterKernel(mayWait: Bool) {
    let isIdle = mayWait && ready.isEmpty && calls.isEmpty && yielded.isEmpty
    guard isIdle else {
      kernel.turn(until: .distantPast, into: &completions)
      return
    }
    // Announce the sleep, then look for mail: whoever put some in before the announcement is found
    // here, whoever comes after it sees the flag and wakes us.
    _ = isAsleep.exchange(true, ordering: .sequentiallyConsistent)
    let hasWork = hasMail.load(ordering: .sequentiallyConsistent)
    kernel.turn(until: hasWork ? .distantPast : timers.next, into: &completions)
    _ = isAsleep.exchange(false, ordering: .sequentiallyConsistent)
  }

  /// Says once that the kernel had more completions than the queue has room for: nothing is lost, but
  /// the queue is too small for the load. Called where completions came: an overflow brings some.
  private func lookForOverflow() {
    guard !hasWarnedOfOverflow, kernel.statistics.overflows > 0 else { return }
    hasWarnedOfOverflow = true
    logger.warning(
      "the completion queue overflowed; nothing is lost, but more loops would cost less",
      metadata: ["loop": "\(name)", "completions": "\(completions.count)"])
  }

  /// Hands each completion to its owner, who changes its state and resumes waiting tasks: that
  /// makes them ready, it does not run them.
  private func collect() {
    if !completions.isEmpty { lookForOverflow() }
    for completion in completions {
      let id = completion.id
      let operation =
        completion.more
        ? operations.find(slot: id.slot, generation: id.generation)
        : operations.remove(slot: id.slot, generation: id.generation)
      // A completion that nobody owns is one that came too late: nothing is done for it.
      guard let operation else { continue }
      operation.owner.completed(completion, as: operation.role)
    }
    completions.removeAll(keepingCapacity: true)
  }

  /// Runs ready tasks until none is left or their time is up.
  private func runReadyTasks() {
    let started = now
    var time = now
    var untilClock = Self.jobsPerClockRead
    while let next = ready.popFirst() {
      budget.refill(at: time)
      announce(next)
      run(next)
      untilClock -= 1
      guard untilClock == 0 else { continue }
      untilClock = Self.jobsPerClockRead
      time = kernel.now
      if time.nanoseconds - started.nanoseconds > Self.taskNanoseconds { break }
    }
    runningJob.store(0, ordering: .relaxed)
    // Those who gave way go to the end of the queue, behind the completions of the next turn.
    guard !yielded.isEmpty else { return }
    for task in yielded { task.resume() }
    yielded.removeAll(keepingCapacity: true)
  }

  /// Bits of `runningJob` that count; an address has no more than the others.
  private static let countBits: UInt = 16

  /// Says which job runs, to whoever watches: one store.
  private func announce(_ next: LoopJob) {
    jobCount &+= 1
    // A job is a pointer, here no more than a number.
    let address = unsafe unsafeBitCast(next.job, to: UInt.self)
    runningJob.store(
      address << Self.countBits | jobCount & (1 << Self.countBits - 1), ordering: .relaxed)
  }

  /// The task that `runningJob` tells of. (The job of a task is the task itself.)
  static func task(ofRunningJob job: UInt) -> UInt { job >> countBits }

  private func run(_ next: LoopJob) {
    if next.isActorJob {
      unsafe next.job.runSynchronously(
        isolatedTo: serialExecutor.asUnownedSerialExecutor(),
        taskExecutor: asUnownedTaskExecutor())
    } else {
      unsafe next.job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func fireTimers() {
    guard let first = timers.next, first <= now else { return }
    // Those that are armed by those that fire wait for the next turn, also when due already.
    for _ in 0..<timers.count {
      guard let token = timers.popDue(now: now) else { return }
      let id = ResidentID(token: token)
      residents.find(slot: id.slot, generation: id.generation)?.timerFired(at: now)
    }
  }

  /// The automatic flush: what the ready tasks wrote goes to the driver, to be submitted by the
  /// enter that follows, all streams together.
  private func flushDirty() {
    guard !dirty.isEmpty else { return }
    swap(&dirty, &flushing)
    for resident in flushing { resident.turnEnded() }
    flushing.removeAll(keepingCapacity: true)
  }

  /// Turns until nothing is ready, without ever waiting: for tests that turn a loop by hand.
  package func turnUntilIdle() {
    repeat { turn(mayWait: false) } while !isIdle
  }

  /// Whether a turn would find nothing to do, as far as the loop itself knows.
  package var isIdle: Bool {
    ready.isEmpty && calls.isEmpty && yielded.isEmpty && dirty.isEmpty
      && !hasMail.load(ordering: .sequentiallyConsistent)
  }
}
