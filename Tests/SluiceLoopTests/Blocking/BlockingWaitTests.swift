// How a wait of a plain thread ends: readiness, time, a wake from elsewhere, and not by a signal.

import Glibc
import SluiceCore
import SystemPackage
import Testing
import TestSupport

@testable import SluiceLoop

@Suite(.timeLimit(.minutes(5))) struct BlockingWaitTests {
  @Test(arguments: BlockingFixture.allCases)
  func `readiness ends a wait`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      #expect(driver.wait(for: .output, on: pair.first, until: nil) == .done)
      #expect(driver.wait(for: .input, on: pair.first, until: .distantPast) == .timedOut)
      #expect(
        driver.wait(for: .input, on: pair.first, until: .now + .milliseconds(3)) == .timedOut)
      pair.give("x")
      #expect(driver.wait(for: .input, on: pair.first, until: nil) == .done)
      #expect(driver.wait(for: .input, on: pair.first, until: .distantPast) == .done)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a peer that hangs up ends any wait`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.fill()
      pair.closeSecond()
      #expect(driver.wait(for: .output, on: pair.first, until: nil) == .done)
      #expect(driver.wait(for: .peerClosed, on: pair.first, until: nil) == .done)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a wait for nothing lasts, also on a socket that hangs up`(
    fixture: BlockingFixture
  ) throws {
    try fixture.run { driver in
      // Not connected: poll(2) says at once that it hung up.
      let socket = try RawSocket.open(.local, .stream, listens: false)
      defer { socket.close() }
      #expect(
        driver.wait(for: [], on: socket.fd, until: .now + .milliseconds(2)) == .timedOut)
      driver.wake()
      #expect(driver.wait(for: [], on: socket.fd, until: nil) == .woken)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a wake before a wait ends it, once`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      driver.wake()
      driver.wake()
      #expect(driver.wait(for: .input, on: pair.first, until: nil) == .woken)
      #expect(driver.wait(for: .input, on: pair.first, until: .distantPast) == .timedOut)
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a wake before an exchange ends it, and nothing stays in flight`(
    fixture: BlockingFixture
  ) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      pair.fill()
      driver.wake()
      let (bytes, room) = (DriverBytes([1, 2, 3]), DriverBytes(count: 16))
      let (exchange, outcome) = driver.exchange(pair, sending: bytes, receiving: room)
      #expect(outcome == .woken)
      #expect(exchange.received == nil && exchange.sent == 0 && exchange.sending.count == 3)
      // Neither the send nor the receive lives on.
      while !pair.taken().isEmpty {}
      pair.give("abc")
      #expect(driver.wait(for: .input, on: pair.first, until: nil) == .done)
      #expect(pair.taken().isEmpty)
      #expect(driver.exchange(pair, receiving: room).0.received == 3)
    }
  }

  @Test func `what is left of a wake that was heeded disarms no wait`() throws {
    try BlockingFixture.uring.run { driver in
      let pair = try BlockingPair()
      // As where a second wake writes after the first one was heeded.
      try #require(driver as? RingThreadDriver).wakeUp.raise()
      #expect(
        driver.wait(for: .input, on: pair.first, until: .now + .milliseconds(5)) == .timedOut)
      let waker = DriverThread {
        usleep(20_000)
        driver.wake()
      }
      let end = Instant.now + .seconds(60)
      #expect(driver.wait(for: .input, on: pair.first, until: end) == .woken)
      waker.join()
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a wake by another thread ends a wait`(fixture: BlockingFixture) throws {
    try fixture.run { driver in
      let pair = try BlockingPair()
      let room = DriverBytes(count: 16)
      for round in 0..<200 {
        let waker = DriverThread {
          if round % 2 == 0 { sched_yield() } else { usleep(200) }
          driver.wake()
        }
        let outcome =
          round % 3 == 0
          ? driver.wait(for: .input, on: pair.first, until: nil)
          : driver.exchange(pair, receiving: room).1
        waker.join()
        #expect(outcome == .woken)
      }
    }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `signals end no wait`(fixture: BlockingFixture) throws {
    let result = Lock<Result<Void, any Error>>(.success(()))
    DriverThread {
      let outcome = Result {
        try fixture.run { driver in
          let pair = try BlockingPair()
          let storm = SignalStorm()
          defer { storm.end() }
          let room = DriverBytes(count: 16)
          for _ in 0..<10 {
            var (exchange, outcome) = driver.exchange(
              pair, receiving: room, until: .now + .milliseconds(3))
            #expect(outcome == .timedOut && exchange.received == nil)
            outcome = driver.wait(for: .input, on: pair.first, until: .now + .milliseconds(3))
            #expect(outcome == .timedOut)
            let second = pair.second
            let sender = DriverThread {
              usleep(2000)
              let byte = DriverBytes([7])
              withExtendedLifetime(byte) { _ = SystemCalls.send(second, byte.lent) }
            }
            (exchange, outcome) = driver.exchange(pair, receiving: room)
            sender.join()
            #expect(outcome == .done && exchange.received == 1)
          }
        }
      }
      result.withLock { $0 = outcome }
    }.join()
    try result.withLock { try $0.get() }
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a wake of a closed driver does no harm`(fixture: BlockingFixture) throws {
    let driver = try fixture.make()
    driver.close()
    driver.wake()
  }

  @Test(arguments: BlockingFixture.allCases)
  func `a driver says what it is`(fixture: BlockingFixture) throws {
    try fixture.run { #expect($0.kind == (fixture == .poll ? .poll : .uring)) }
  }
}
