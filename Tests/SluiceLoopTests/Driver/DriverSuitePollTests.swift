// Every kernel driver: polls, of sockets and of what is no socket.

import CURing
import CTestSupport
import Glibc
import SluiceCore
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Driver suite: polls` {
  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A poll tells of what is there already, and waits for what is not`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    for _ in 0..<3 {
      let (input, output) = (runner.freshID(), runner.freshID())
      runner.driver.poll(server, for: .input, multishot: false, id: input)
      runner.driver.poll(server, for: .output, multishot: false, id: output)
      let writable = try runner.next(output)
      #expect(writable.result == Int32(PollEvents.output.rawValue) && !writable.more)
      runner.settle()
      #expect(runner.taken(input).isEmpty)
      #expect(try runner.send([1], to: client) == 1)
      #expect(try runner.next(input).result == Int32(PollEvents.input.rawValue))
      #expect(try runner.receive(from: server).bytes == [1])
    }
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A poll sees bytes that a receive has left behind`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    #expect(try runner.send([1, 2, 3, 4], to: client) == 4)
    #expect(try runner.receive(from: server, atMost: 2).bytes == [1, 2])
    let poll = runner.freshID()
    runner.driver.poll(server, for: .input, multishot: false, id: poll)
    #expect(try runner.next(poll).result == Int32(PollEvents.input.rawValue))
    #expect(try runner.receive(from: server, atMost: 2).bytes == [3, 4])
    let drained = runner.freshID()
    runner.driver.poll(server, for: .input, multishot: false, id: drained)
    runner.settle()
    #expect(runner.taken(drained).isEmpty)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A poll tells that the peer has closed`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let (half, hangUp) = (runner.freshID(), runner.freshID())
    runner.driver.poll(server, for: .peerClosed, multishot: false, id: half)
    runner.settle()
    #expect(runner.taken(half).isEmpty)
    try runner.driver.shutdown(client, .output)
    let events = PollEvents(rawValue: UInt32(bitPattern: try runner.next(half).result))
    #expect(events.contains(.peerClosed) && !events.contains(.hangUp))
    try runner.driver.shutdown(server, .output)
    runner.driver.poll(server, for: [], multishot: false, id: hangUp)
    #expect(try runner.next(hangUp).result & Int32(PollEvents.hangUp.rawValue) != 0)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A multishot poll of an eventfd completes each time`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let counter = runner.keep(Descriptor(rawValue: curing_eventfd()))
    let poll = runner.freshID()
    runner.driver.poll(counter, for: .input, multishot: true, id: poll)
    runner.settle()
    #expect(runner.taken(poll).isEmpty)
    for _ in 0..<5 {
      var one: UInt64 = 1
      // Eight bytes of a local, out and in.
      #expect(unsafe write(counter.rawValue, &one, 8) == 8)
      let completion = try runner.next(poll)
      #expect(completion.more && completion.result == Int32(PollEvents.input.rawValue))
      #expect(unsafe read(counter.rawValue, &one, 8) == 8)
      runner.settle()
      _ = runner.taken(poll)
    }
    runner.driver.cancel(poll)
    #expect(try runner.next(poll) == Completion(id: poll, result: -Errno.canceled.rawValue))
    runner.settle()
    #expect(runner.taken(poll).isEmpty)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A poll of a signalfd tells of a signal`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    // Blocked in this thread, and sent to it alone. Locals, alive for the calls.
    var (signals, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGUSR2)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
    let descriptor = runner.keep(
      Descriptor(rawValue: unsafe signalfd(-1, &signals, Int32(SFD_CLOEXEC))))
    let poll = runner.freshID()
    runner.driver.poll(descriptor, for: .input, multishot: false, id: poll)
    runner.settle()
    #expect(runner.taken(poll).isEmpty)
    pthread_kill(pthread_self(), SIGUSR2)
    #expect(try runner.next(poll).result == Int32(PollEvents.input.rawValue))
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    #expect(unsafe read(descriptor.rawValue, &information, size) == size)
    #expect(information.ssi_signo == UInt32(SIGUSR2))
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A descriptor that is none fails every operation`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    // Numbers that nobody has: one that cannot be, one far above those in use.
    for number in [Int32(-1), 19_999] {
      let descriptor = Descriptor(rawValue: number)
      let ids = (0..<4).map { _ in runner.freshID() }
      let room = runner.room(8)
      runner.driver.poll(descriptor, for: .input, multishot: true, id: ids[0])
      runner.driver.receive(from: descriptor, into: room.lent, expecting: .nothing, id: ids[1])
      runner.driver.send(to: descriptor, from: room.lent, id: ids[2])
      #expect(try runner.next(ids[1]).result == -Errno.badFileDescriptor.rawValue)
      runner.driver.accept(on: descriptor, multishot: true, id: ids[3])
      for id in [ids[0], ids[2], ids[3]] {
        let completion = try runner.next(id)
        #expect(completion.result == -Errno.badFileDescriptor.rawValue && !completion.more)
      }
    }
  }
}
