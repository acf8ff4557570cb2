// Queues that are too small: nothing is lost, nothing is overtaken, and it is counted.

import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@Suite struct UringQueueTests {
  @Test func `ten operations go through a submission queue of one entry`() throws {
    let (runner, driver) = try runUring { $0.submissionEntries = 1 }
    #expect(driver.report.submissionEntries == 1)
    let identifiers = (0..<10).map { _ in runner.freshID() }
    for id in identifiers { driver.nothing(id: id) }
    #expect(driver.statistics.inFlight == 10)
    for id in identifiers {
      let completion = try runner.next(id)
      #expect(completion == Completion(id: id, result: 0))
    }
    #expect(driver.statistics.inFlight == 0)
    #expect(driver.statistics.submissions == 10)
    #expect(driver.statistics.completions == 10)
  }

  @Test(arguments: RingStep.allCases)
  func `a completion queue that overflows loses nothing`(step: RingStep) throws {
    let driver = try makeUring {
      $0.submissionEntries = 4
      $0.completionEntries = 4
      $0.firstStep = step
    }
    defer { driver.close() }
    let identifiers = (0..<100).map { OperationID(slot: $0, generation: 0) }
    for id in identifiers { driver.nothing(id: id) }
    var completions: [Completion] = []
    for _ in 0..<200 where completions.count < identifiers.count {
      driver.turn(until: .distantPast, into: &completions)
    }
    #expect(completions.map(\.id) == identifiers)
    #expect(driver.statistics.overflows > 0)
    #expect(driver.statistics.inFlight == 0)
  }

  @Test func `a turn brings at most 256 completions, and the next the rest`() throws {
    let driver = try makeUring { $0.submissionEntries = 512 }
    defer { driver.close() }
    for slot in 0..<400 { driver.nothing(id: OperationID(slot: UInt32(slot), generation: 0)) }
    var completions: [Completion] = []
    driver.turn(until: .distantPast, into: &completions)
    #expect(completions.count == 256)
    let enters = driver.statistics.enters
    driver.turn(until: nil, into: &completions)
    #expect(completions.count == 400)
    #expect(driver.statistics.enters == enters, "what was there already needs no system call")
    #expect(driver.statistics.largestBatch == 256)
  }

  @Test func `a cancel finds its target when the submission queue is full`() throws {
    let (runner, driver) = try runUring { $0.submissionEntries = 1 }
    let (client, _) = try runner.connection(.abstract)
    let bytes = DriverBytes(count: 8)
    defer { withExtendedLifetime(bytes) {} }
    let receive = runner.freshID()
    driver.receive(from: client, into: bytes.lent, expecting: .nothing, id: receive)
    for _ in 0..<10 { driver.nothing(id: runner.freshID()) }
    driver.cancel(receive)
    for _ in 0..<10 { driver.nothing(id: runner.freshID()) }
    #expect(try runner.next(receive).result == -125)
  }

  @Test func `one turn is one system call, and none where there is nothing to do`() throws {
    let (runner, driver) = try runUring()
    runner.turn()
    let before = driver.statistics.enters
    for _ in 0..<100 { driver.nothing(id: runner.freshID()) }
    #expect(runner.turn() == 100)
    #expect(driver.statistics.enters == before + 1)
    #expect(runner.turn() == 0)
    #expect(driver.statistics.enters == before + 1)
  }
}
