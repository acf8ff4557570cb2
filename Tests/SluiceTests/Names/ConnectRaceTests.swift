// The race of addresses, step by step over the scripted driver.

import SluiceCore
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct `The race of addresses` {
  private static let six = (1...3).map {
    SocketAddress.ipv6(IPv6Address(high: 0x2001_0db8 << 32, low: $0), port: 80)
  }
  private static let four = (1...3).map {
    SocketAddress.ipv4(IPv4Address(192, 0, 2, UInt8($0)), port: 80)
  }

  private func race(
    to addresses: [SocketAddress], deadline: Duration? = nil, in fixture: LoopFixture
  ) -> Outcome<SocketStream> {
    fixture.begin {
      let loop = fixture.loop
      return try await ConnectingByName.connect(
        to: addresses, deadline: deadline.map { loop.kernel.now + $0 },
        attemptDelay: .milliseconds(250),
        by: ClientSockets(configuration: StreamConfiguration(), loop: loop))
    }
  }

  /// What has been connected to, in order.
  private func attempts(_ fixture: LoopFixture) -> [(Descriptor, SocketAddress)] {
    fixture.driver.trace.compactMap {
      if case .connect(let descriptor, let address) = $0 { (descriptor, address) } else { nil }
    }
  }

  @Test func `Families take turns, and the first one begins`() {
    let (six, four) = (Self.six, Self.four)
    #expect(
      ConnectingByName.interleaved(six + four)
        == [six[0], four[0], six[1], four[1], six[2], four[2]])
    #expect(
      ConnectingByName.interleaved([four[0]] + six) == [four[0], six[0], six[1], six[2]])
    #expect(ConnectingByName.interleaved(four) == four)
    #expect(ConnectingByName.interleaved([]) == [])
  }

  @Test func `The first address alone is tried while it has its time`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      fixture.pass(.milliseconds(249))
      let first = attempts(fixture)
      #expect(first.map(\.1) == [Self.six[0]])
      try fixture.driver.complete(.connect, on: first[0].0)
      fixture.settle()
      #expect(outcome.value?.peerAddress == Self.six[0])
      #expect(fixture.driver.trace.contains(.setOption(first[0].0, .noDelay, 1)))
      #expect(fixture.driver.openDescriptors == [first[0].0])
    }
  }

  @Test func `A second one is tried beside it, and the slower is closed`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: Self.six + Self.four, in: fixture)
      fixture.pass(.milliseconds(250))
      let started = attempts(fixture)
      #expect(started.map(\.1) == [Self.six[0], Self.four[0]])
      try fixture.driver.complete(.connect, on: started[1].0)
      fixture.settle()
      #expect(outcome.value?.peerAddress == Self.four[0])
      #expect(fixture.driver.trace.contains(.cancel(started[0].0, .connect)))
      #expect(fixture.driver.openDescriptors == [started[1].0])
      fixture.pass(.seconds(10))
      #expect(attempts(fixture).count == 2, "an attempt began after the race")
    }
  }

  @Test func `A connection that comes too late is reset`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      fixture.pass(.milliseconds(250))
      let started = attempts(fixture)
      fixture.driver.completesCancels = false
      try fixture.driver.complete(.connect, on: started[0].0)
      try fixture.driver.complete(.connect, on: started[1].0)
      fixture.settle()
      #expect(outcome.value?.peerAddress == Self.six[0])
      #expect(fixture.driver.trace.contains(.close(started[1].0, reset: true)))
    }
  }

  @Test func `A failure lets the next one begin at once`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0], Self.six[1]], in: fixture)
      try fixture.driver.fail(.connect, on: attempts(fixture)[0].0, with: .networkUnreachable)
      fixture.settle()
      #expect(attempts(fixture).map(\.1) == [Self.six[0], Self.four[0]])
      fixture.pass(.milliseconds(249))
      #expect(attempts(fixture).count == 2)
      fixture.pass(.milliseconds(1))
      #expect(attempts(fixture).count == 3)
      try fixture.driver.complete(.connect, on: attempts(fixture)[2].0)
      fixture.settle()
      #expect(outcome.value?.peerAddress == Self.six[1])
    }
  }

  @Test func `If none wins, the error lists each failure`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      try fixture.driver.fail(.connect, on: attempts(fixture)[0].0, with: .networkUnreachable)
      fixture.settle()
      #expect(!outcome.isDone)
      try fixture.driver.fail(.connect, on: attempts(fixture)[1].0, with: .connectionRefused)
      fixture.settle()
      let failures = [
        IOError(.connect, .networkUnreachable, peer: Self.six[0]),
        IOError(.connect, .connectionRefused, peer: Self.four[0]),
      ]
      #expect(outcome.streamError == .noneConnected(failures))
      #expect(outcome.streamError?.description.contains("→192.0.2.1:80") == true)
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func `A race without a socket is lost, and names each address`() throws {
    try withLoop { fixture throws in
      fixture.driver.openFailure = .tooManyOpenFiles
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      #expect(
        outcome.streamError
          == .noneConnected([
            IOError(.open, .tooManyOpenFiles, peer: Self.six[0]),
            IOError(.open, .tooManyOpenFiles, peer: Self.four[0]),
          ]))
    }
  }

  @Test func `A deadline ends all attempts`() throws {
    try withLoop { fixture throws in
      let outcome = race(
        to: [Self.six[0], Self.four[0]], deadline: .seconds(1), in: fixture)
      fixture.pass(.milliseconds(300))
      #expect(attempts(fixture).count == 2)
      fixture.driver.completesCancels = false
      fixture.pass(.milliseconds(700))
      #expect(!outcome.isDone, "it ended before its operations did")
      fixture.driver.completeCancels()
      fixture.settle()
      let failures = [
        IOError(.connect, .timedOut, peer: Self.six[0]),
        IOError(.connect, .timedOut, peer: Self.four[0]),
      ]
      #expect(outcome.streamError == .noneConnected(failures))
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func `A deadline does not hide what failed before it`() throws {
    try withLoop { fixture throws in
      let outcome = race(
        to: [Self.six[0], Self.four[0]], deadline: .seconds(1), in: fixture)
      try fixture.driver.fail(.connect, on: attempts(fixture)[0].0, with: .networkUnreachable)
      fixture.pass(.seconds(1))
      let failures = [
        IOError(.connect, .networkUnreachable, peer: Self.six[0]),
        IOError(.connect, .timedOut, peer: Self.four[0]),
      ]
      #expect(outcome.streamError == .noneConnected(failures))
      #expect(fixture.driver.openDescriptors.isEmpty)
    }
  }

  @Test func `A cancelled task ends all attempts`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      fixture.pass(.milliseconds(300))
      outcome.cancel()
      fixture.settle()
      #expect(outcome.streamError == .cancelled)
      #expect(fixture.driver.openDescriptors.isEmpty)
      fixture.pass(.seconds(10))
      #expect(attempts(fixture).count == 2)
    }
  }

  @Test func `The shut-down of the loop ends all attempts`() throws {
    try withLoop { fixture throws in
      let outcome = race(to: [Self.six[0], Self.four[0]], in: fixture)
      fixture.loop.abandonResidents()
      fixture.settle()
      #expect(outcome.streamError == .closed)
    }
  }

  @Test func `Any order of events leaves one descriptor, or none`() throws {
    var generator = Seeds.generator()
    for round in 0..<300 {
      try withLoop { fixture throws in
        fixture.driver.completesCancels = Bool.random(using: &generator)
        let outcome = race(
          to: (Self.six + Self.four).shuffled(using: &generator), deadline: .seconds(2),
          in: fixture)
        for _ in 0..<30 where !outcome.isDone {
          let flying = fixture.driver.inFlight.filter { !$0.isCancelled }
          switch Int.random(in: 0..<20, using: &generator) {
          case 0: outcome.cancel()
          case 1..<6: fixture.driver.completeCancels()
          case 6..<9:
            guard let one = flying.randomElement(using: &generator) else { break }
            try fixture.driver.complete(.connect, on: one.descriptor)
          case 9..<14:
            guard let one = flying.randomElement(using: &generator) else { break }
            try fixture.driver.fail(.connect, on: one.descriptor, with: .hostIsDown)
          default: fixture.pass(.milliseconds(Int.random(in: 1...300, using: &generator)))
          }
          fixture.settle()
        }
        fixture.driver.completesCancels = true
        fixture.driver.completeCancels()
        fixture.pass(.seconds(3))
        #expect(outcome.isDone, "round \(round): it waits for ever; \(Seeds.note)")
        #expect(
          fixture.driver.openDescriptors.count == (outcome.value == nil ? 0 : 1),
          "round \(round); \(Seeds.note)")
      }
    }
  }
}
