// The readiness driver: what it costs, and where readiness could mislead it.

import CTestSupport
import Glibc
import SluiceCore
import SystemPackage
import TestSupport
import Testing

@testable import SluiceLoop

@Suite struct `Readiness driver` {
  /// A client that sends bursts and waits costs one receive and one send a burst.
  @Test(arguments: DriverFamily.allCases)
  func `A burst costs one receive, one send and a wait for each side`(
    _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(.poll)
    let driver = try #require(runner.driver as? ReadinessDriver)
    let (client, server) = try runner.connection(family)
    let burst = runner.room(32 * 40)
    let (question, answer) = (runner.room(16 << 10), runner.room(16 << 10))
    let rounds = 200
    var before = driver.calls
    var enters = 0
    for round in -2..<rounds {
      // The first two rounds are those in which the driver gets to know the sockets.
      if round == 0 { (before, enters) = (driver.calls, driver.statistics.enters) }
      let (asked, heard) = (runner.freshID(), runner.freshID())
      let (replied, answered) = (runner.freshID(), runner.freshID())
      driver.receive(from: server, into: question.lent, expecting: .nothing, id: asked)
      driver.receive(from: client, into: answer.lent, expecting: .nothing, id: answered)
      driver.send(to: client, from: burst.lent, id: heard)
      #expect(try runner.next(asked).result == 1280)
      driver.send(to: server, from: burst.lent, id: replied)
      #expect(try runner.next(answered).result == 1280)
      #expect(try runner.next(heard).result == 1280)
      #expect(try runner.next(replied).result == 1280)
    }
    #expect(driver.calls.receives - before.receives <= 2 * rounds * 11 / 10)
    #expect(driver.calls.sends - before.sends == 2 * rounds)
    #expect(driver.statistics.enters - enters <= 2 * rounds * 12 / 10)
  }

  @Test func `A receive that expects nothing is not tried before epoll reports`() throws {
    let runner = try DriverRunner(.poll)
    let driver = try #require(runner.driver as? ReadinessDriver)
    let (client, server) = try runner.connection(.ipv4)
    let receive = runner.freshID()
    let before = driver.calls.receives
    driver.receive(from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    runner.settle()
    #expect(driver.calls.receives == before)
    #expect(try runner.send([1], to: client) == 1)
    #expect(try runner.next(receive).result == 1)
    #expect(driver.calls.receives == before + 1)
  }

  @Test func `A receive that expects data is tried at once`() throws {
    let runner = try DriverRunner(.poll)
    let driver = try #require(runner.driver as? ReadinessDriver)
    let (client, server) = try runner.connection(.ipv4)
    #expect(driver.trySend(to: client, from: runner.bytes([1]).lent) == 1)
    let receive = runner.freshID()
    let enters = driver.statistics.enters
    driver.receive(from: server, into: runner.room(8).lent, expecting: .data, id: receive)
    #expect(runner.turn(until: nil) == 1)
    #expect(runner.taken(receive) == [Completion(id: receive, result: 1)])
    #expect(driver.statistics.enters == enters, "what has completed is not waited for")
  }

  @Test func `Busy descriptors do not starve the others`() throws {
    let runner = try DriverRunner(.poll)
    let (client, server) = try runner.connection(.ipv4)
    let (other, quiet) = try runner.connection(.ipv4)
    let patient = runner.freshID()
    runner.driver.receive(
      from: quiet, into: runner.room(8).lent, expecting: .nothing, id: patient)
    runner.turn()
    #expect(runner.driver.trySend(to: other, from: runner.bytes([1]).lent) == 1)
    var turns = 0
    while runner.taken(patient).isEmpty, turns < 20 {
      // Every turn has something to show for itself without asking epoll.
      let send = runner.freshID()
      runner.driver.send(to: client, from: runner.bytes([1]).lent, id: send)
      runner.turn()
      turns += 1
    }
    #expect(turns < 20)
    _ = server
  }

  @Test(arguments: [DriverFamily.ipv4, .ipv6])
  func `Bytes behind an urgent one are not left lying`(_ family: DriverFamily) throws {
    let runner = try DriverRunner(.poll)
    let (client, server) = try runner.connection(family)
    // A receive ends short at the urgent mark although more is there.
    #expect(try runner.send([1], to: client) == 1)
    #expect(try runner.receive(from: server).bytes == [1])
    let flags = Int32(MSG_OOB | MSG_NOSIGNAL)
    for (byte, flag) in [(UInt8(2), Int32(MSG_NOSIGNAL)), (3, flags), (4, Int32(MSG_NOSIGNAL))] {
      var byte = byte
      // One byte of a local.
      #expect(unsafe Glibc.send(client.rawValue, &byte, 1, flag) == 1)
    }
    var received: [UInt8] = []
    while received.count < 2 { received += try runner.receive(from: server).bytes }
    #expect(received == [2, 4])
  }

  @Test func `Bytes behind a descriptor that came along are not left lying`() throws {
    let runner = try DriverRunner(.poll)
    let (client, server) = try runner.connection(.abstract)
    for _ in 0..<3 {
      // A receive ends short behind the bytes that carry a descriptor although more is there.
      #expect(test_send_descriptor(client.rawValue, client.rawValue) == 1)
      #expect(try runner.send([2, 3], to: client) == 2)
      var received: [UInt8] = []
      while received.count < 3 { received += try runner.receive(from: server).bytes }
      #expect(received == [0, 2, 3])
    }
  }

  @Test func `A file is always ready`() throws {
    let runner = try DriverRunner(.poll)
    // A regular file, which epoll refuses.
    let file = runner.keep(
      Descriptor(rawValue: unsafe Glibc.open("/proc/self/exe", O_RDONLY | O_CLOEXEC)))
    let poll = runner.freshID()
    runner.driver.poll(file, for: .input, multishot: false, id: poll)
    #expect(try runner.next(poll).result == Int32(PollEvents.input.rawValue))
  }

  @Test func `A descriptor closed behind its back is registered again`() throws {
    let runner = try DriverRunner(.poll)
    for round in UInt8(0)..<3 {
      let (client, server) = try runner.connection(.ipv4)
      let receive = runner.freshID()
      runner.driver.receive(
        from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
      runner.settle()
      #expect(try runner.send([round], to: client) == 1)
      #expect(try runner.next(receive).result == 1)
      runner.driver.forget(server)
      let next = runner.freshID()
      runner.driver.receive(
        from: server, into: runner.room(8).lent, expecting: .nothing, id: next)
      #expect(try runner.send([round], to: client) == 1)
      #expect(try runner.next(next).result == 1)
    }
  }

  @Test func `A forked child disturbs nothing of its parent's driver`() async throws {
    await #expect(processExitsWith: .success) {
      let runner = try DriverRunner(.poll)
      let (client, server) = try runner.connection(.ipv4)
      let receive = runner.freshID()
      runner.driver.receive(
        from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
      runner.settle()
      let child = test_fork()
      if child == 0 {
        runner.driver.cancel(receive)
        runner.driver.forget(server)
        runner.driver.wake()
        runner.driver.close()
        _exit(7)
      }
      var status: Int32 = 0
      // A local, alive for the call.
      #expect(unsafe waitpid(child, &status, 0) == child)
      #expect(status == 7 << 8)
      let deadline = runner.driver.now + .milliseconds(20)
      runner.turn(until: deadline)
      #expect(runner.driver.now >= deadline, "the child's wake-up is its own")
      #expect(try runner.send([1], to: client) == 1)
      #expect(try runner.next(receive).result == 1)
    }
  }
}
