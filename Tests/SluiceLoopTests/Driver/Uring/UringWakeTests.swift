// Waking a waiting ring from other threads.

import SluiceCore
@testable import SluiceLoop
import Synchronization
import TestSupport
import Testing

@Suite struct UringWakeTests {
  /// `wake` may be called on any thread, and is all that is called here.
  private final class Waker: @unchecked Sendable {
    // Guarded by the contract of `wake`; nothing else is reached through it.
    private let driver: UringDriver
    let rounds = Atomic(0)
    init(_ driver: UringDriver) { self.driver = driver }
    func wake() { driver.wake() }
  }

  @Test(arguments: RingStep.allCases)
  func `a wake ends a wait without a deadline, again and again`(step: RingStep) throws {
    let driver = try makeUring { $0.firstStep = step }
    defer { driver.close() }
    let waker = Waker(driver)
    let thread = DriverThread {
      // Each wake waits for the turn before to have ended; a lost one would hang the test.
      for round in 0..<1000 {
        while waker.rounds.load(ordering: .sequentiallyConsistent) < round {}
        waker.wake()
      }
    }
    var completions: [Completion] = []
    for round in 1...1000 {
      // A turn may also end early for the completion of the poll that is armed anew.
      driver.turn(until: nil, into: &completions)
      waker.rounds.store(round, ordering: .sequentiallyConsistent)
    }
    thread.join()
    #expect(completions.isEmpty)
  }

  @Test func `a wake before the first turn is not lost`() throws {
    let driver = try makeUring()
    defer { driver.close() }
    driver.wake()
    var completions: [Completion] = []
    driver.turn(until: nil, into: &completions)
    #expect(completions.isEmpty)
    #expect(driver.statistics.completions == 0)
  }

  @Test func `many wakes end one turn`() throws {
    let driver = try makeUring()
    defer { driver.close() }
    for _ in 0..<100 { driver.wake() }
    var completions: [Completion] = []
    driver.turn(until: nil, into: &completions)
    // Nothing is left over: this turn would spin if a second write had been made.
    let enters = driver.statistics.enters
    let deadline = driver.now + .milliseconds(20)
    while driver.now < deadline { driver.turn(until: deadline, into: &completions) }
    #expect(driver.statistics.enters - enters < 3)
  }

  @Test func `what was posted before a wake is seen after the turn`() throws {
    let driver = try makeUring()
    defer { driver.close() }
    let waker = Waker(driver)
    let threads = (0..<2).map { _ in
      DriverThread {
        for _ in 0..<5000 {
          waker.rounds.add(1, ordering: .sequentiallyConsistent)
          waker.wake()
        }
      }
    }
    var completions: [Completion] = []
    // Looks at the work after each turn, as a loop does; a lost wake would hang here.
    while waker.rounds.load(ordering: .sequentiallyConsistent) < 10_000 {
      driver.turn(until: nil, into: &completions)
    }
    for thread in threads { thread.join() }
  }
}
