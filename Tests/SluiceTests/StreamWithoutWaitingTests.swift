// Reads that do not wait, call by call: what is asked of the driver, and in which order.

import SluiceCore
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamWithoutWaitingTests {
  @Test func whatIsBufferedCostsNoCall() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("line\nab", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "line")
      _ = fixture.driver.takeTrace()
      #expect(
        try fixture.run { try await stream.handle.readScalarWithoutWaiting() } == .read("a"))
      #expect(try fixture.run { try await stream.handle.isInputReady() })
      #expect(try fixture.run { try await stream.handle.drainInput() } == [0x62])
      #expect(try fixture.run { try await stream.handle.drainInput() } == [])
      #expect(fixture.driver.trace == [])
    }
  }

  @Test func aReceiveInFlightIsTakenBackFirst() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let given = fixture.begin { try await stream.handle.readLine() }
      given.cancel()
      fixture.settle()
      #expect(stream.core.receiving != nil)
      #expect(
        try fixture.run { try await stream.handle.readByteWithoutWaiting() } == .nothing)
      #expect(stream.core.receiving == nil)
      fixture.driver.arrives("z", on: stream.descriptor)
      #expect(
        try fixture.run { try await stream.handle.readByteWithoutWaiting() } == .read(0x7A))
      // And a read that waits goes on as ever.
      let next = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.arrives("next\n", on: stream.descriptor)
      fixture.settle()
      #expect(next.value == "next")
    }
  }

  @Test func aStreamDoesNotGoIdleWhileItIsAsked() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let given = fixture.begin { try await stream.handle.readLine() }
      given.cancel()
      fixture.settle()
      // The cancel of the receive takes its time, in which the receive becomes an idle one.
      fixture.driver.completesCancels = false
      let look = fixture.begin { try await stream.handle.readByteWithoutWaiting() }
      fixture.pass(.seconds(2))
      #expect(!look.isDone)
      fixture.driver.completesCancels = true
      fixture.settle()
      #expect(look.value == .nothing)
    }
  }

  @Test func anIdleStreamIsAskedToo() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let given = fixture.begin { try await stream.handle.readLine() }
      given.cancel()
      fixture.driver.advance(.seconds(2))
      fixture.settle()
      #expect(stream.core.polling != nil)
      #expect(
        try fixture.run { try await stream.handle.readScalarWithoutWaiting() } == .nothing)
      fixture.driver.arrives("i", on: stream.descriptor)
      #expect(
        try fixture.run { try await stream.handle.readScalarWithoutWaiting() } == .read("i"))
      let next = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.arrives("next\n", on: stream.descriptor)
      fixture.settle()
      #expect(next.value == "next")
    }
  }

  @Test func anotherReaderIsInTheWay() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      let handle = stream.handle
      #expect(fixture.begin { try await handle.readScalarWithoutWaiting() }.streamError == .busy)
      #expect(fixture.begin { try await handle.isInputReady() }.streamError == .busy)
      #expect(fixture.begin { try await handle.unread() }.streamError == .busy)
      #expect(
        fixture.begin { try await handle.setExternalFormat(ExternalFormat()) }.streamError == .busy)
      fixture.driver.arrives("one\n", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "one")
    }
  }

  @Test func aFailedReceiveIsThrownOnceTheBufferIsEmpty() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      _ = fixture.begin { _ = try await stream.handle.readLine() }
      fixture.driver.arrives("a", on: stream.descriptor)
      fixture.settle()
      try fixture.driver.fail(.receive, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      #expect(
        try fixture.run { try await stream.handle.readScalarWithoutWaiting() } == .read("a"))
      guard case .io = fixture.begin({ try await stream.handle.isInputReady() }).streamError else {
        Issue.record("the failure is not told")
        return
      }
    }
  }

  @Test func aClosedStreamIsClosed() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.close(stream)
      let handle = stream.handle
      #expect(fixture.begin { try await handle.readByteWithoutWaiting() }.streamError == .closed)
      #expect(fixture.begin { try await handle.startFlush() }.streamError == .closed)
      #expect(fixture.begin { try await handle.freshLine() }.streamError == .closed)
      #expect(fixture.begin { try await handle.discardOutput() }.streamError == .closed)
    }
  }
}
