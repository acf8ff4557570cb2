// Every kernel driver: descriptors come and go, and their numbers come again.

import Glibc
import SluiceCore
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Driver suite: descriptors` {
  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `What is remembered of a descriptor does not outlive it`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) async throws {
    // In a process of its own: the numbers of descriptors are this test's alone.
    await #expect(processExitsWith: .success) { [fixture, family] in
      let runner = try DriverRunner(fixture)
      var numbers: Set<Int32> = []
      for round in UInt8(0)..<40 {
        let (client, server) = try runner.connection(family)
        numbers.formUnion([client.rawValue, server.rawValue])
        #expect(try runner.send([round], to: client) == 1)
        #expect(try runner.receive(from: server).bytes == [round])
        // One leaves bytes unread, one an ended stream, one an empty one.
        if round % 3 == 0 { #expect(try runner.send([1], to: client) == 1) }
        if round % 3 == 1 { try runner.driver.shutdown(client, .output) }
        if round % 3 == 1 { #expect(try runner.receive(from: server).result == 0) }
        runner.settle()
        runner.close(client, reset: round % 2 == 0)
        runner.close(server)
      }
      #expect(numbers.count <= 4, "the numbers were used again")
    }
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `Every descriptor is closed in the end, and none is inherited`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) async throws {
    await #expect(processExitsWith: .success) { [fixture, family] in
      // The runtime opens descriptors of its own, once and at any time; a leak shows every time.
      var leaks: [Set<Int32>] = []
      var heirlooms: [Set<Int32>] = []
      for _ in 0..<5 {
        let before = Self.openDescriptors()
        let (meanwhile, inherited) = try Self.exercise(fixture, family)
        try Self.drop(fixture)
        #expect(!meanwhile.isSubset(of: before))
        leaks.append(Self.openDescriptors().subtracting(before))
        heirlooms.append(inherited.subtracting(before))
      }
      #expect(leaks.contains([]), "left open: \(leaks)")
      #expect(heirlooms.contains([]), "not close-on-exec: \(heirlooms)")
    }
  }

  /// A connection and an operation, all closed; what was open meanwhile, and what of it a new
  /// program would inherit.
  static func exercise(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws -> (open: Set<Int32>, inherited: Set<Int32>) {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let receive = runner.freshID()
    runner.driver.receive(
      from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    runner.settle()
    let meanwhile = openDescriptors()
    let inherited = meanwhile.filter { fcntl($0, F_GETFD) == 0 }
    runner.driver.cancel(receive)
    _ = try runner.next(receive)
    runner.close(client)
    runner.close(server, reset: true)
    runner.driver.close()
    runner.driver.close()
    runner.driver.wake()
    return (meanwhile, inherited)
  }

  /// A driver that is dropped with an operation in flight, and was not closed.
  static func drop(_ fixture: DriverFixture) throws {
    let driver = try fixture.make()
    let socket = try driver.open(.ipv4, .datagram)
    driver.poll(socket, for: .input, multishot: true, id: OperationID(slot: 0, generation: 0))
    var none: [Completion] = []
    driver.turn(until: .distantPast, into: &none)
    Glibc.close(socket.rawValue)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A dead peer raises no SIGPIPE`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) async throws {
    await #expect(processExitsWith: .success) { [fixture, family] in
      // The signal's own effect, which ends the process.
      signal(SIGPIPE, SIG_DFL)
      let runner = try DriverRunner(fixture)
      let (client, server) = try runner.connection(family)
      runner.close(server, reset: true)
      for _ in 0..<5 {
        #expect(try runner.send([1, 2, 3], to: client) < 0)
        #expect(runner.driver.trySend(to: client, from: runner.room(3).lent) < 0)
      }
    }
  }

  @Test(arguments: DriverFixture.allCases)
  func `Without a descriptor left an accept fails for good, the connection waits`(
    _ fixture: DriverFixture
  ) async throws {
    await #expect(processExitsWith: .success) { [fixture] in
      let runner = try DriverRunner(fixture)
      let (listener, address) = try runner.listen(.ipv4)
      let client = runner.keep(try runner.driver.open(.ipv4, .stream))
      let connect = runner.freshID()
      runner.driver.connect(client, to: address, id: connect)
      #expect(try runner.next(connect).result == 0)

      let enough = ResourceLimit.openFiles.set(
        to: rlim_t(Self.openDescriptors().max() ?? 0) + 1)
      var fillers: [Int32] = []
      while case let filler = dup(0), filler >= 0 { fillers.append(filler) }

      let starved = runner.freshID()
      runner.driver.accept(on: listener, multishot: true, id: starved)
      let failure = try runner.next(starved)
      #expect(failure.result == -Errno.tooManyOpenFiles.rawValue && !failure.more)

      for filler in fillers { Glibc.close(filler) }
      ResourceLimit.openFiles.set(to: enough)
      let accept = runner.freshID()
      runner.driver.accept(on: listener, multishot: true, id: accept)
      let accepted = try runner.next(accept)
      #expect(accepted.result >= 0 && accepted.more)
      runner.keep(Descriptor(rawValue: accepted.result))
    }
  }

  /// The numbers that are open in this process.
  static func openDescriptors() -> Set<Int32> {
    Set((0..<1024).filter { fcntl($0, F_GETFD) >= 0 })
  }
}
