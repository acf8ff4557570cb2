// Accepting within limits, and what happens when the kernel has run out: by script.

import Logging
@testable import Sluice
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct AcceptorTests {
  /// An acceptor at work on a scripted listener.
  private func withAcceptor(
    limit: Int? = nil,
    _ body: (LoopFixture, Descriptor, Accepted, ConnectionLimit) throws -> Void
  ) throws {
    try withLoop { fixture in
      let listener = try fixture.run {
        try await Listener.listen(
          at: .tcp("127.0.0.1", 7000), on: EventLoop.current)
      }
      let accepted = Accepted()
      let limit = ConnectionLimit(limit)
      let acceptor = try fixture.run { Acceptor(listener: listener, limit: limit) }
      accepted.acceptor = acceptor
      let task = fixture.begin {
        try await acceptor.run { accepted.descriptors.append($0) }
      }
      try body(fixture, listener.core.descriptor, accepted, limit)
      fixture.loop.post { acceptor.finish() }
      fixture.settle()
      #expect(task.result != nil)
      try fixture.run { await acceptor.close() }
      for descriptor in accepted.descriptors { fixture.driver.close(descriptor, reset: false) }
      accepted.acceptor = nil
    }
  }

  /// Whether an accept of one connection is in flight.
  private func isSingleInFlight(_ fixture: LoopFixture, _ listener: Descriptor) -> Bool {
    fixture.driver.operation(.accept, on: listener) != nil && acceptsSingly(fixture, listener)
  }

  /// Whether the last accept asked for one connection only.
  private func acceptsSingly(_ fixture: LoopFixture, _ listener: Descriptor) -> Bool {
    fixture.driver.trace.last { if case .accept = $0 { true } else { false } }
      == .accept(listener, multishot: false)
  }

  @Test func `Far from the limit one accept serves many connections`() throws {
    try withAcceptor { fixture, listener, accepted, _ in
      for _ in 0..<5 {
        _ = try fixture.driver.connect(to: listener)
        fixture.settle()
      }
      #expect(accepted.descriptors.count == 5)
      let accepts = fixture.driver.trace.filter { if case .accept = $0 { true } else { false } }
      #expect(accepts.count == 1)
    }
  }

  @Test func `Near the limit connections are accepted one by one, and never beyond it`() throws {
    try withAcceptor(limit: 2) { fixture, listener, accepted, limit in
      for _ in 0..<2 {
        #expect(acceptsSingly(fixture, listener))
        _ = try fixture.driver.connect(to: listener)
        fixture.settle()
      }
      #expect(accepted.descriptors.count == 2)
      #expect(fixture.driver.operation(.accept, on: listener) == nil)
      // A place is free again.
      #expect(limit.give())
    }
  }

  @Test func `When descriptors have run out it pauses, longer each time, with one line in the log`()
    throws
  {
    try withAcceptor { fixture, listener, accepted, _ in
      for pause in [50, 100, 200, 400, 500, 500] {
        try fixture.driver.fail(.accept, on: listener, with: .tooManyOpenFiles)
        fixture.settle()
        #expect(fixture.driver.operation(.accept, on: listener) == nil)
        fixture.pass(.milliseconds(pause - 1))
        #expect(fixture.driver.operation(.accept, on: listener) == nil, "too early")
        fixture.pass(.milliseconds(1))
        #expect(fixture.driver.operation(.accept, on: listener) != nil, "too late")
      }
      #expect(fixture.log.lines.filter { $0.message == "accepting pauses" }.count == 1)
      _ = try fixture.driver.connect(to: listener)
      fixture.settle()
      #expect(accepted.descriptors.count == 1)
    }
  }

  @Test func `A shortage that comes back at once is the same one, and later another`() throws {
    try withAcceptor { fixture, listener, _, _ in
      for (gap, warnings) in [(0, 1), (1, 1), (9, 1), (11, 2)] {
        fixture.pass(.seconds(gap))
        try fixture.driver.fail(.accept, on: listener, with: .tooManyOpenFiles)
        fixture.settle()
        fixture.pass(.milliseconds(50))
        _ = try fixture.driver.connect(to: listener)
        fixture.settle()
        #expect(
          fixture.log.lines.filter { $0.message == "accepting pauses" }.count == warnings,
          "after \(gap) s")
      }
    }
  }

  @Test(arguments: [Errno.notPermitted, .resourceBusy, .tooManyOpenFiles])
  func `An error that it does not know is not tried again without a rest`(errno: Errno) throws {
    try withAcceptor { fixture, listener, accepted, _ in
      try fixture.driver.fail(.accept, on: listener, with: errno)
      fixture.settle()
      #expect(fixture.driver.operation(.accept, on: listener) == nil)
      fixture.pass(.milliseconds(50))
      _ = try fixture.driver.connect(to: listener)
      fixture.settle()
      #expect(accepted.descriptors.count == 1)
    }
  }

  @Test func `What came and finds no place is held until there is one`() throws {
    try withAcceptor(limit: 1) { fixture, listener, accepted, limit in
      // Another acceptor has taken the last place since this one looked.
      #expect(limit.tryTake())
      let connection = try fixture.driver.connect(to: listener)
      fixture.settle()
      #expect(accepted.descriptors == [])
      #expect(fixture.driver.openDescriptors.contains(connection))
      #expect(fixture.driver.operation(.accept, on: listener) == nil)
      #expect(limit.give())
      let acceptor = try #require(accepted.acceptor)
      fixture.loop.post { acceptor.wake() }
      fixture.settle()
      #expect(accepted.descriptors == [connection])
    }
  }

  @Test func `At the limit no accept of many is left in flight`() throws {
    try withAcceptor(limit: 66) { fixture, listener, accepted, limit in
      // Far from the limit still; then others take places while two connections come.
      #expect(!acceptsSingly(fixture, listener))
      let connections = try (0..<2).map { _ in try fixture.driver.connect(to: listener) }
      for _ in 0..<65 { #expect(limit.tryTake()) }
      fixture.settle()
      #expect(accepted.descriptors == [connections[0]])
      #expect(fixture.driver.operation(.accept, on: listener) == nil)
      #expect(!limit.tryTake())
      #expect(fixture.driver.openDescriptors.contains(connections[1]))
    }
  }

  @Test func `In the end what is queued is accepted one by one, until nothing comes`() throws {
    try withAcceptor { fixture, listener, accepted, _ in
      let acceptor = try #require(accepted.acceptor)
      fixture.loop.post { acceptor.finish() }
      // The accept of many is cancelled; then there is one of one.
      for count in 1...3 {
        for _ in 0..<20 where !isSingleInFlight(fixture, listener) {
          fixture.loop.turn(mayWait: false)
        }
        _ = try fixture.driver.connect(to: listener)
        for _ in 0..<20 where accepted.descriptors.count < count {
          fixture.loop.turn(mayWait: false)
        }
      }
      fixture.settle()
      #expect(accepted.descriptors.count == 3)
      #expect(fixture.driver.operation(.accept, on: listener) == nil)
    }
  }
}

/// What an acceptor handed over. On the thread of the test, as everything on a loop turned by hand.
private final class Accepted: @unchecked Sendable {
  // Touched by the test's thread only, which turns the loop.
  var descriptors: [Descriptor] = []
  var acceptor: Acceptor?
}
