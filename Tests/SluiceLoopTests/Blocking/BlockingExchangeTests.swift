// What an exchange moves, and how it ends.

import Glibc
import SluiceCore
import SystemPackage
import Testing
import TestSupport

@testable import SluiceLoop

@Suite(.timeLimit(.minutes(5))) struct BlockingExchangeTests {
  @Test(arguments: BlockingFixture.allCases, [ReceiveExpectation.nothing, .data])
  func `sends and receives`(fixture: BlockingFixture, expecting: ReceiveExpectation) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.give("pong")
      let (sent, room) = (DriverBytes(Array("ping".utf8)), DriverBytes(count: 16))
      defer { withExtendedLifetime((sent, room)) {} }
      let (exchange, outcome) = driver.exchange(
        pair, sending: sent, receiving: room, expecting: expecting)
      #expect(outcome == .done)
      #expect(exchange.isDone && exchange.sent == 4 && exchange.sendFailure == 0)
      #expect(exchange.received == 4)
      #expect(room.prefix(4) == Array("pong".utf8))
      #expect(pair.taken() == Array("ping".utf8))
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `waits for the answer to what it sends`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let second = pair.second
      let answerer = DriverThread {
        var byte: UInt8 = 0
        // One byte of a local.
        while unsafe recv(second, &byte, 1, 0) == 1, byte != 0x0a {}
        unsafe send(second, &byte, 1, Int32(MSG_NOSIGNAL))
      }
      let (sent, room) = (DriverBytes(Array("question\n".utf8)), DriverBytes(count: 16))
      let (exchange, outcome) = driver.exchange(pair, sending: sent, receiving: room)
      answerer.join()
      #expect(outcome == .done && exchange.received == 1 && room.prefix(1) == [0x0a])
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `what a peer does not take is cut short, and reported`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.give("x")
      let bytes = DriverBytes(count: 8 << 20)
      bytes.fill(with: Array(0..<251))
      let room = DriverBytes(count: 16)
      var exchange = Exchange(sending: bytes.lent, receiving: room.lent)
      #expect(driver.run(&exchange, on: pair.first, until: nil) == .done)
      #expect(exchange.received == 1)
      #expect(exchange.sendFailure == 0)
      #expect(exchange.sent < bytes.count)
      #expect(exchange.sending.count == bytes.count - exchange.sent)
      // Nothing is in flight any more: what comes is what was reported, byte for byte.
      let there = pair.taken(8 << 20) + pair.taken(8 << 20) + pair.taken(8 << 20)
      #expect(there == bytes.prefix(exchange.sent))
      #expect(pair.taken().isEmpty)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `sends all of what is more than the kernel takes at once`(
    fixture: BlockingFixture
  ) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let second = pair.second
      let count = 8 << 20
      let seen = Lock(0)
      let reader = DriverThread {
        let room = DriverBytes(count: 1 << 16)
        var total = 0
        // In bounds of the room, which outlives the calls.
        while total < count {
          let n = unsafe recv(second, room.lent.base, room.count, 0)
          guard n > 0 else { break }
          total += n
        }
        seen.withLock { $0 = total }
      }
      let (exchange, outcome) = driver.exchange(pair, sending: DriverBytes(count: count))
      reader.join()
      #expect(outcome == .done && exchange.sent == count && exchange.sending.isEmpty)
      #expect(seen.withLock { $0 } == count)
    }
  }

  @Test(arguments: BlockingFixture.allCases, [1 << 16, 4 << 20])
  func `what the kernel takes in parts arrives once, before the answer`(
    fixture: BlockingFixture, count: Int
  ) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let second = pair.second
      let bytes = DriverBytes(count: count)
      bytes.fill(with: Array(0..<251))
      // The answer comes when all has been read.
      let seen = Lock<[UInt8]>([])
      let reader = DriverThread {
        let room = DriverBytes(count: 1 << 14)
        var all: [UInt8] = []
        while all.count < count {
          // In bounds of the room, which outlives the calls.
          let n = unsafe recv(second, room.lent.base, room.count, 0)
          guard n > 0 else { break }
          all += room.prefix(n)
        }
        seen.withLock { $0 = all }
        var answer: UInt8 = 7
        // One byte of a local.
        unsafe send(second, &answer, 1, Int32(MSG_NOSIGNAL))
      }
      let room = DriverBytes(count: 16)
      let (exchange, outcome) = driver.exchange(pair, sending: bytes, receiving: room)
      reader.join()
      #expect(outcome == .done && exchange.received == 1 && room.prefix(1) == [7])
      #expect(exchange.sent == count)
      let isSame = seen.withLock { $0 == bytes.prefix(count) }
      #expect(isSame)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a deadline that has passed tries once`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let room = DriverBytes(count: 16)
      var (exchange, outcome) = driver.exchange(pair, receiving: room, until: .distantPast)
      #expect(outcome == .timedOut && exchange.received == nil)
      // What was tried in vain is no longer in flight: the byte is there for the next.
      pair.give("z")
      (exchange, outcome) = driver.exchange(pair, receiving: room, until: .distantPast)
      #expect(outcome == .done && exchange.received == 1)
      (exchange, outcome) = driver.exchange(
        pair, sending: DriverBytes([1, 2]), until: .distantPast)
      #expect(outcome == .done && exchange.sent == 2)
      pair.fill()
      (exchange, outcome) = driver.exchange(
        pair, sending: DriverBytes([1, 2]), until: .distantPast)
      #expect(outcome == .timedOut && exchange.sent == 0 && exchange.sendFailure == 0)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a time that is up leaves nothing in flight`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let room = DriverBytes(count: 16)
      let (exchange, outcome) = driver.exchange(
        pair, receiving: room, until: .now + .milliseconds(5))
      #expect(outcome == .timedOut && exchange.received == nil)
      pair.give("late")
      #expect(driver.exchange(pair, receiving: room).0.received == 4)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `the end of the stream is 0`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.closeSecond()
      let (exchange, outcome) = driver.exchange(pair, receiving: DriverBytes(count: 4))
      #expect(outcome == .done && exchange.received == 0)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a peer that is gone fails the send`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.closeSecond()
      let (exchange, outcome) = driver.exchange(pair, sending: DriverBytes([1]))
      #expect(outcome == .done && exchange.sendFailure == -EPIPE && exchange.sent == 0)
      #expect(exchange.sending.count == 1)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a descriptor that is no socket fails both`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      var ends: [Int32] = [-1, -1]
      // Room for two.
      try #require(unsafe pipe(&ends) == 0)
      defer { ends.forEach { close($0) } }
      let (bytes, room) = (DriverBytes([1]), DriverBytes(count: 4))
      var exchange = Exchange(sending: bytes.lent, receiving: room.lent, expecting: .data)
      #expect(driver.run(&exchange, on: ends[1], until: nil) == .done)
      #expect(exchange.sendFailure == -ENOTSOCK && exchange.received == -ENOTSOCK)
    }
  }
}
