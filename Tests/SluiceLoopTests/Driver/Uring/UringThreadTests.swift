// To which thread, and to which process, a ring belongs.

import CURing
import Glibc
import SluiceCore
@testable import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct UringThreadTests {
  /// Hands a driver to the one thread that uses it from there on.
  private final class Handover: @unchecked Sendable {
    // The thread that gives it does not use it until the one that takes it has ended.
    let driver: UringDriver
    var results: [Int32] = []
    init(_ driver: UringDriver) { self.driver = driver }
  }

  @Test(arguments: RingStep.allCases)
  func `a ring belongs to the thread that first enters it`(step: RingStep) throws {
    let handover = Handover(try makeUring { $0.firstStep = step })
    // Queued by one thread, but not entered.
    handover.driver.nothing(id: OperationID(slot: 0, generation: 0))
    let thread = DriverThread {
      handover.driver.nothing(id: OperationID(slot: 1, generation: 0))
      var completions: [Completion] = []
      handover.driver.turn(until: .distantPast, into: &completions)
      handover.results = completions.map(\.result)
      handover.driver.close()
    }
    thread.join()
    #expect(handover.results == [0, 0])
    #expect(handover.driver.statistics.inFlight == 0)
  }

  @Test func `another thread that enters it ends the process with a reason`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .failure) {
      let driver = try UringDriver()
      var completions: [Completion] = []
      driver.turn(until: .distantPast, into: &completions)
      let handover = Handover(driver)
      DriverThread { handover.driver.nothing(id: OperationID(slot: 1, generation: 0)) }.join()
    }
  }

  @Test func `a ring that is dropped on another thread does not disturb that thread's own`() throws
  {
    let handover = Handover(try makeUring())
    DriverThread {
      var completions: [Completion] = []
      handover.driver.turn(until: .distantPast, into: &completions)
    }.join()
    let (runner, driver) = try runUring()
    runner.turn()
    // Both rings may be registered under the same index, each of its own thread.
    handover.driver.isClosed = true
    handover.driver.free()
    driver.nothing(id: OperationID(slot: 0, generation: 7))
    #expect(runner.turn() == 1)
  }

  @Test func `a forked child does not disturb its parent`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) {
      let (runner, driver) = try runUring()
      let (client, server) = try runner.connection(.abstract)
      let bytes = DriverBytes(count: 8)
      defer { withExtendedLifetime(bytes) {} }
      let id = runner.freshID()
      driver.receive(from: client, into: bytes.lent, expecting: .nothing, id: id)
      runner.turn()

      let child = fork()
      if child == 0 {
        driver.wake()
        driver.close()
        _exit(driver.ring.isForked && curing_forks() == 1 ? 0 : 1)
      }
      var status: Int32 = -1
      #expect(unsafe waitpid(child, &status, 0) == child)
      #expect(status == 0)
      #expect(try runner.send([9], to: server) == 1)
      #expect(try runner.next(id).result == 1)
      #expect(bytes.prefix(1) == [9])
    }
  }

  @Test func `a driver that a forked child drops leaves the parent's ring alone`() async throws {
    try makeUring().close()
    await #expect(processExitsWith: .success) {
      var driver: UringDriver? = try UringDriver()
      var completions: [Completion] = []
      driver?.turn(until: .distantPast, into: &completions)
      let child = fork()
      if child == 0 {
        driver = nil
        _exit(0)
      }
      var status: Int32 = -1
      #expect(unsafe waitpid(child, &status, 0) == child)
      #expect(status == 0)
      driver?.nothing(id: OperationID(slot: 0, generation: 0))
      driver?.turn(until: nil, into: &completions)
      #expect(completions.count == 1)
      driver?.close()
    }
  }
}
