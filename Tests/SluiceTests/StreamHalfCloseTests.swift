// `finishWriting`: our side ends, reading goes on.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamHalfCloseTests {
  @Test func finishingFlushesAwaitsTheSendAndShutsDown() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      let finish = fixture.begin {
        try await stream.handle.write("bye")
        try await stream.handle.finishWriting()
      }
      #expect(!finish.isDone)
      #expect(fixture.driver.trace == [.send(stream.descriptor, "bye")])
      try fixture.driver.complete(sendOn: stream.descriptor, count: 1)
      fixture.settle()
      #expect(!finish.isDone)
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(finish.isDone && finish.error == nil)
      #expect(
        fixture.driver.trace == [
          .send(stream.descriptor, "bye"), .send(stream.descriptor, "ye"),
          .shutdown(stream.descriptor, .output),
        ])
    }
  }

  @Test func laterWritesAreClosedAndReadingGoesOn() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run { try await stream.handle.finishWriting() }
      #expect(fixture.begin { try await stream.handle.write("x") }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.write([1]) }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.tryWrite("x") }.streamError == .closed)
      fixture.driver.arrives("still here\n", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "still here")
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
    }
  }

  @Test func writersInTheQueueAreClosed() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("bye") }
      let finish = fixture.begin { try await stream.handle.finishWriting() }
      let writer = fixture.begin { try await stream.handle.write("late") }
      #expect(!writer.isDone)
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(finish.isDone && finish.error == nil)
      #expect(writer.streamError == .closed)
      #expect(fixture.driver.sentBytes == Array("bye".utf8))
    }
  }

  @Test func closingAfterwardsDoesNotShutDownAgain() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run { try await stream.handle.finishWriting() }
      fixture.driver.ends(stream.descriptor)
      try fixture.run { try await stream.handle.close() }
      let shutdowns = fixture.driver.trace.filter { $0 == .shutdown(stream.descriptor, .output) }
      #expect(shutdowns.count == 1)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func aShutDownThatFailsIsAnError() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.shutdownFailure = .socketNotConnected
      guard
        case .io(let error)? = fixture.begin({ try await stream.handle.finishWriting() })
          .streamError
      else {
        Issue.record("no error")
        return
      }
      #expect(error.operation == .shutdown)
      #expect(error.errno == .socketNotConnected)
    }
  }

  @Test func aCancelledFinishLeavesTheOutputOpen() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("one") }
      let finish = fixture.begin { try await stream.handle.finishWriting() }
      finish.cancel()
      fixture.settle()
      #expect(finish.streamError == .cancelled)
      try fixture.driver.complete(sendOn: stream.descriptor)
      try fixture.run { try await stream.handle.write("two") }
      #expect(fixture.driver.sentBytes == Array("onetwo".utf8))
    }
  }
}
