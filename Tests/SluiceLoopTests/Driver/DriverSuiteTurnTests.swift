// Every kernel driver: the turn, wake-ups, names, cancels.

import Glibc
import SluiceCore
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Driver suite: turns` {
  static let canceled = -Errno.canceled.rawValue

  @Test(arguments: DriverFixture.allCases)
  func `A deadline that has passed is not waited for`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let (_, server) = try runner.connection(.ipv4)
    let receive = runner.freshID()
    runner.driver.receive(
      from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    #expect(runner.turn(until: .distantPast) == 0)
    #expect(runner.turn(until: runner.driver.now) == 0)
    #expect(runner.turn(until: Instant(nanoseconds: 0)) == 0)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A turn without completions ends at its deadline, not before`(
    _ fixture: DriverFixture
  ) throws {
    let runner = try DriverRunner(fixture)
    var early = 0
    for delay in [0, 1, 999, 1_000_001, 2_000_000, 3_333_333, 20_000_000] {
      let deadline = runner.driver.now + .nanoseconds(delay)
      #expect(runner.turn(until: deadline) == 0)
      if runner.driver.now < deadline { early += 1 }
    }
    // The kernel interrupts a wait, as if by a signal, when it tidies up after a ring that this
    // thread had in an earlier test. A deadline that is rounded down would end each of them early.
    #expect(early <= 3)
  }

  /// Such deadlines are told to the kernel once, and not with each wait.
  @Test(arguments: DriverFixture.allCases)
  func `A deadline far away ends a turn, whatever it was before, and without spinning`(
    _ fixture: DriverFixture
  ) throws {
    let runner = try DriverRunner(fixture)
    let never = runner.driver.now + .seconds(60)
    runner.driver.wake()
    runner.turn(until: never)
    // Nearer than what the kernel was told, then again as far, then farther.
    for delay in [150, 120, 300] {
      let deadline = runner.driver.now + .milliseconds(delay)
      var turns = 0
      while runner.driver.now < deadline {
        #expect(runner.turn(until: deadline) == 0)
        turns += 1
      }
      #expect(runner.driver.now < never)
      // One ends at the deadline, one may at an earlier one, and signals of other tests interrupt some. A
      // loop that spins has thousands.
      #expect(turns <= 200)
    }
  }

  @Test(arguments: DriverFixture.allCases)
  func `A wake-up from another thread ends a turn`(
    _ fixture: DriverFixture
  ) throws {
    let runner = try DriverRunner(fixture)
    // wake() may be called from any thread; nothing else of the driver is used there.
    nonisolated(unsafe) let driver = runner.driver
    for round in 0..<50 {
      let thread = DriverThread {
        if round % 2 == 0 { usleep(2000) }
        for _ in 0...round { unsafe driver.wake() }
      }
      #expect(try runner.turnIsEnded() == 0)
      thread.join()
      // What was raised while the thread ended may end one more turn, and no more than that.
      runner.turn(until: .distantPast)
    }
    let deadline = runner.driver.now + .milliseconds(30)
    // One may be ended by the deadline of the first of those turns, which is told to the kernel once.
    var turns = 0
    while runner.driver.now < deadline, turns < 2 {
      runner.turn(until: deadline)
      turns += 1
    }
    #expect(runner.driver.now >= deadline, "no wake-up is left over")
  }

  @Test(arguments: DriverFixture.allCases)
  func `A wake-up before the turn is not lost`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    for _ in 0..<3 {
      runner.driver.wake()
      runner.driver.wake()
      #expect(runner.turn(until: nil) == 0)
    }
  }

  @Test(arguments: DriverFixture.allCases)
  func `More than 256 completions come in several turns, all of them, in order`(
    _ fixture: DriverFixture
  ) throws {
    let runner = try DriverRunner(fixture)
    let (_, server) = try runner.connection(.ipv4)
    // A socket may have any number of polls: each completes at once.
    let ids = (0..<1000).map { _ in runner.freshID() }
    for id in ids { runner.driver.poll(server, for: .output, multishot: false, id: id) }
    var seen: [OperationID] = []
    for _ in 0..<100 where seen.count < ids.count {
      var batch: [Completion] = []
      runner.driver.turn(until: runner.driver.now + .milliseconds(100), into: &batch)
      #expect(batch.count <= 256)
      seen += batch.map(\.id)
    }
    #expect(seen.count == 1000)
    #expect(Set(seen) == Set(ids))
    #expect(runner.driver.statistics.inFlight == 0)
    #expect(runner.driver.statistics.largestBatch <= 256)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A cancelled receive ends once, and loses nothing that comes later`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    for isArmed in [false, true] {
      let receive = runner.freshID()
      runner.driver.receive(
        from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
      if isArmed { runner.settle() }
      runner.driver.cancel(receive)
      runner.driver.cancel(receive)
      #expect(try runner.next(receive) == Completion(id: receive, result: Self.canceled))
      #expect(try runner.send([1, 2], to: client) == 2)
      runner.settle()
      #expect(runner.taken(receive).isEmpty)
      #expect(try runner.receive(from: server).bytes == [1, 2])
    }
  }

  @Test(arguments: DriverFixture.allCases)
  func `A cancel after the completion, or of an unknown name, does nothing`(
    _ fixture: DriverFixture
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(.ipv4)
    #expect(try runner.send([1], to: client) == 1)
    let receive = runner.freshID()
    runner.driver.receive(from: server, into: runner.room(8).lent, expecting: .data, id: receive)
    #expect(try runner.next(receive).result == 1)
    runner.driver.cancel(receive)
    runner.driver.cancel(OperationID(slot: 100_000, generation: 9))
    runner.settle()
    #expect(runner.taken(receive).isEmpty)
    #expect(runner.driver.statistics.inFlight == 0)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A stale name does not reach the next use of its slot`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(.ipv4)
    let room = runner.room(8)
    let stale = runner.freshID()
    let fresh = OperationID(slot: stale.slot, generation: stale.generation + 1)
    runner.driver.receive(from: server, into: room.lent, expecting: .nothing, id: stale)
    runner.driver.cancel(stale)
    #expect(try runner.next(stale).result == Self.canceled)
    runner.driver.receive(from: server, into: room.lent, expecting: .nothing, id: fresh)
    runner.driver.cancel(stale)
    runner.settle()
    runner.driver.cancel(stale)
    runner.settle()
    #expect(runner.taken(fresh).isEmpty)
    #expect(try runner.send([6], to: client) == 1)
    #expect(try runner.next(fresh) == Completion(id: fresh, result: 1))
    #expect(runner.taken(stale).isEmpty)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A cancelled send says what had gone out`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let output = runner.room(16 << 20)
    var sent = 0
    var results: [Int32] = []
    while results.last != Self.canceled {
      let send = runner.freshID()
      runner.driver.send(to: client, from: output.lent, id: send)
      runner.settle()
      runner.driver.cancel(send)
      let result = try runner.next(send).result
      try #require(result > 0 || result == Self.canceled)
      sent += Int(max(result, 0))
      results.append(result)
    }
    try runner.driver.shutdown(client, .output)
    var received = 0
    while case let count = try runner.receive(from: server, atMost: 1 << 20).result, count > 0 {
      received += Int(count)
    }
    #expect(received == sent)
  }

  @Test(arguments: DriverFixture.allCases)
  func `Signals interrupt nothing but the wait`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(.ipv4)
    let storm = SignalStorm()
    defer { storm.end() }
    var (sent, received) = (0, 0)
    let output = runner.bytes(0..<200)
    for _ in 0..<300 {
      let (send, receive) = (runner.freshID(), runner.freshID())
      let room = runner.room(256)
      runner.driver.receive(from: server, into: room.lent, expecting: .nothing, id: receive)
      runner.driver.send(to: client, from: output.lent, id: send)
      let count = try runner.next(receive).result
      try #require(count > 0)
      received += Int(count)
      #expect(room.matches(output, from: 0, count: Int(count)))
      sent += Int(try runner.next(send).result)
    }
    // A turn that has nothing to wait for returns for a signal, as it would for a wake-up.
    #expect(try runner.turnIsEnded() == 0)
    #expect(sent == 300 * 200 && received == sent)
  }

  @Test(arguments: DriverFixture.allCases)
  func `The statistics count what went down and what came up`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(.ipv4)
    let before = runner.driver.statistics
    #expect(before.inFlight == 0)
    let receive = runner.freshID()
    runner.driver.receive(
      from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    #expect(runner.driver.statistics.inFlight == 1)
    #expect(try runner.send([1], to: client) == 1)
    #expect(try runner.next(receive).result == 1)
    let after = runner.driver.statistics
    #expect(after.submissions - before.submissions == 2)
    #expect(after.completions - before.completions == 2)
    #expect(after.enters > before.enters)
    #expect(after.inFlight == 0)
    #expect(after.largestBatch >= 1)
  }
}
