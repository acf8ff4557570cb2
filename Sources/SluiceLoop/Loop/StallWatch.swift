// Finds tasks that hold a loop, from a thread beside the loops.
//
// A loop that is held cannot look at itself. What it does for this is one plain store for each job
// (EventLoop+Turn.swift): no clock is read for it, and nothing is compared.

import Logging
package import SluiceCore
import Synchronization
import SystemPackage

/// Looks at some loops again and again, until `stop`, and reports each task that has held one of them
/// for too long.
package final class StallWatch: Sendable {
  /// A task that has held a loop.
  package struct Stall: Sendable {
    /// The task, to be compared with a `WatchedTask`.
    package let task: UInt
    /// When it was first seen to; it began up to a look earlier.
    package let since: Instant
  }

  /// Looks at a loop before what it runs has been running for long enough: so a hold of five quarters of
  /// the threshold is always seen, and one that is shorter than the threshold never. Counted in looks,
  /// not in time: while the process is stopped, nobody looks.
  private static let looks = 4
  /// After so many times the threshold it is said that the hold goes on: its end may never come.
  private static let patience = 10

  private let loops: [EventLoop]
  private let pause: Int64
  private let report: @Sendable (EventLoop, Stall) -> Void
  private let waker = Semaphore()
  private let isOver = Atomic(false)
  private let ended = Gate()

  private struct Sight {
    var job: UInt = 0
    var count = 0
    var since = Instant.distantPast
  }

  /// Starts to look. `report` is called on the thread of the loop that was held, soon after it is free
  /// again; `stop` must follow.
  package init(
    over loops: [EventLoop], threshold: Duration,
    _ report: @escaping @Sendable (EventLoop, Stall) -> Void
  ) {
    self.loops = loops
    self.report = report
    pause = max(1_000_000, threshold.wholeNanoseconds / Int64(Self.looks))
    do throws(Errno) {
      try startThread(named: "sluice-watch") { [self] in
        look()
        ended.open()
      }
    } catch {
      // What is watched works all the same.
      loops.first?.logger.warning(
        "no thread to watch for held loops", metadata: ["error": "\(error)"])
      ended.open()
    }
  }

  /// Looks no more. Returns when the thread is done.
  package func stop() async {
    isOver.store(true, ordering: .sequentiallyConsistent)
    waker.signal()
    await ended.pass()
  }

  private func look() {
    var sights = [Sight](repeating: Sight(), count: loops.count)
    while !isOver.load(ordering: .sequentiallyConsistent) {
      waker.wait(nanoseconds: pause)
      for (index, loop) in loops.enumerated() { look(at: loop, &sights[index]) }
    }
  }

  private func look(at loop: EventLoop, _ sight: inout Sight) {
    let job = loop.runningJob.load(ordering: .relaxed)
    guard job != 0, job == sight.job else {
      sight = Sight(job: job, since: .now)
      return
    }
    sight.count += 1
    if sight.count == Self.looks {
      let stall = Stall(task: EventLoop.task(ofRunningJob: job), since: sight.since)
      // Done as soon as the loop is free.
      loop.postIfRunning { [report] in report(loop, stall) }
    } else if sight.count == Self.looks * Self.patience {
      loop.logger.error(
        "a task still holds a loop",
        metadata: ["loop": "\(loop.name)", "for": "\(Instant.now - sight.since)"])
    }
  }
}
