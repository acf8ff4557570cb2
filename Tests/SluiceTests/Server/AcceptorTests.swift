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
      let task = fixture.begin {
        try await Acceptor(listener: listener, limit: limit).run {
          limit.take()
          accepted.descriptors.append($0)
        }
      }
      try body(fixture, listener.core.descriptor, accepted, limit)
      fixture.loop.post { listener.core.finishAccepting() }
      fixture.settle()
      #expect(task.result != nil)
      for descriptor in accepted.descriptors { fixture.driver.close(descriptor, reset: false) }
      _ = try fixture.run { await listener.close() }
    }
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

  @Test func `A connection that is gone before it is accepted is passed over`() throws {
    try withAcceptor { fixture, listener, accepted, _ in
      try fixture.driver.fail(.accept, on: listener, with: .connectionAbort)
      fixture.settle()
      _ = try fixture.driver.connect(to: listener)
      fixture.settle()
      #expect(accepted.descriptors.count == 1)
    }
  }
}

/// What an acceptor handed over. On the thread of the test, as everything on a loop turned by hand.
private final class Accepted: @unchecked Sendable {
  // Touched by the test's thread only, which turns the loop.
  var descriptors: [Descriptor] = []
}
