// Every kernel driver: receiving, sending, and the ends of streams.

import SluiceCore
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Driver suite: streams` {
  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A receive that was armed first completes when bytes come`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let room = runner.room(16)
    for round in 0..<5 {
      let receive = runner.freshID()
      runner.driver.receive(from: server, into: room.lent, expecting: .nothing, id: receive)
      runner.settle()
      #expect(runner.taken(receive).isEmpty)
      #expect(try runner.send([UInt8(round), 7], to: client) == 2)
      #expect(try runner.next(receive).result == 2)
      #expect(room.prefix(2) == [UInt8(round), 7])
    }
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A receive writes to the slice that it was lent, and nowhere else`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let room = runner.bytes(Array(repeating: 0xee, count: 12))
    #expect(try runner.send(1...20, to: client) == 20)
    let receive = runner.freshID()
    runner.driver.receive(
      from: server, into: room.lent.dropping(4).prefix(5), expecting: .data, id: receive)
    let completion = try runner.next(receive)
    #expect(completion.result == 5)
    #expect(completion.moreQueued)
    #expect(room.all == [0xee, 0xee, 0xee, 0xee, 1, 2, 3, 4, 5, 0xee, 0xee, 0xee])
    #expect(try runner.receive(from: server).bytes == Array(6...20))
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A large send to a slow reader arrives whole, in order`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let total = 64 << 20
    let output = runner.room(total)
    // A prime period: no misplaced block can look right.
    output.fill(with: (0..<65521).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
    let room = runner.room(1 << 20)
    var (sent, received, mismatches) = (0, 0, 0)
    var send = runner.freshID()
    runner.driver.send(to: client, from: output.lent, id: send)
    while received < total {
      let receive = runner.freshID()
      runner.driver.receive(from: server, into: room.lent, expecting: .nothing, id: receive)
      let count = Int(try runner.next(receive).result)
      try #require(count > 0)
      if !room.matches(output, from: received, count: count) { mismatches += 1 }
      received += count
      for completion in runner.taken(send) {
        try #require(completion.result > 0)
        sent += Int(completion.result)
        guard sent < total else { continue }
        send = runner.freshID()
        runner.driver.send(to: client, from: output.lent.dropping(sent), id: send)
      }
    }
    #expect(mismatches == 0)
    if sent < total { sent += Int(try runner.next(send).result) }
    #expect(sent == total && received == total)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `Half-closing the output ends the peer's input and nothing else`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    for (one, other) in [(client, server), (server, client)] {
      #expect(try runner.send([1, 2, 3], to: one) == 3)
      try runner.driver.shutdown(one, .output)
      #expect(try runner.receive(from: other).bytes == [1, 2, 3])
      #expect(try runner.receive(from: other).result == 0)
      #expect(try runner.receive(from: other).result == 0, "the end stays the end")
      #expect(try runner.send([4], to: one) == -Errno.brokenPipe.rawValue)
    }
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `Shutting down both ways ends a receive that waits`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (_, server) = try runner.connection(family)
    let receive = runner.freshID()
    runner.driver.receive(
      from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    runner.settle()
    try runner.driver.shutdown(server, .both)
    #expect(try runner.next(receive).result == 0)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A close is read as the end, after all that was sent`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    #expect(try runner.send(Array(repeating: 5, count: 1000), to: client) == 1000)
    runner.close(client)
    var count = 0
    while true {
      let (result, _) = try runner.receive(from: server, atMost: 300)
      guard result > 0 else {
        #expect(result == 0)
        break
      }
      count += Int(result)
    }
    #expect(count == 1000)
  }

  @Test(arguments: DriverFixture.allCases, [DriverFamily.ipv4, .ipv6])
  func `A reset reaches the peer's receive and send`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let (receive, send) = (runner.freshID(), runner.freshID())
    runner.driver.receive(
      from: server, into: runner.room(8).lent, expecting: .nothing, id: receive)
    // More than the kernel takes, so that the second send is in flight when the reset comes.
    let output = runner.room(32 << 20)
    runner.driver.send(to: server, from: output.lent, id: send)
    var sent = 0
    var pending = send
    runner.settle()
    while let completion = runner.taken(pending).first {
      sent += Int(completion.result)
      pending = runner.freshID()
      runner.driver.send(to: server, from: output.lent.dropping(sent), id: pending)
      runner.settle()
    }
    runner.close(client, reset: true)
    let received = try runner.next(receive).result
    let broken = try runner.next(pending).result
    #expect(
      broken >= 0 || broken == -Errno.brokenPipe.rawValue
        || broken == -Errno.connectionReset.rawValue)
    // A socket tells of a reset once, to whichever operation asks first; if that is a send that has
    // moved bytes, its count hides it, and the receive reads an end of stream.
    #expect(
      received == -Errno.connectionReset.rawValue
        || received == 0 && broken != -Errno.brokenPipe.rawValue)
    #expect(try runner.send([1], to: server) == -Errno.brokenPipe.rawValue)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `Calls that answer at once say when they would block`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (client, server) = try runner.connection(family)
    let room = runner.room(8)
    let wouldBlock = -Errno.resourceTemporarilyUnavailable.rawValue
    #expect(runner.driver.tryReceive(from: server, into: room.lent) == wouldBlock)
    #expect(runner.driver.trySend(to: client, from: runner.bytes([9, 8]).lent) == 2)
    #expect(try runner.receive(from: server).bytes == [9, 8])
    #expect(runner.driver.trySend(to: client, from: runner.bytes([7]).lent) == 1)
    #expect(runner.driver.tryReceive(from: server, into: room.lent) == 1)
    let full = runner.room(1 << 20)
    var last: Int32 = 0
    repeat { last = runner.driver.trySend(to: client, from: full.lent) } while last > 0
    #expect(last == wouldBlock)
    try runner.driver.shutdown(server, .both)
    runner.close(server)
    repeat { last = runner.driver.trySend(to: client, from: full.lent) } while last > 0
    #expect(last != wouldBlock)
  }

  @Test(arguments: DriverFixture.allCases)
  func `Datagrams are received one by one, short as they are`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let one = runner.keep(try runner.driver.open(.ipv4, .datagram))
    let other = runner.keep(try runner.driver.open(.ipv4, .datagram))
    for descriptor in [one, other] {
      try runner.driver.bind(descriptor, to: .ipv4(.loopback, port: 0))
    }
    let connect = runner.freshID()
    runner.driver.connect(
      one, to: try runner.driver.localAddress(of: other), id: connect)
    #expect(try runner.next(connect).result == 0)
    for number in UInt8(0)..<10 { #expect(try runner.send([number], to: one) == 1) }
    for number in UInt8(0)..<10 {
      #expect(try runner.receive(from: other).bytes == [number])
    }
  }
}
