// Idle streams hold no buffer.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamIdleTests {
  @Test func aReceiveOnAnEmptyBufferForASecondGivesTheBufferBackAndPolls() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      #expect(fixture.loop.snapshot().buffers == 1)
      fixture.driver.completesCancels = false
      fixture.pass(.milliseconds(999))
      #expect(fixture.driver.operation(.receive, on: stream.descriptor)?.isCancelled == false)
      fixture.pass(.milliseconds(1))
      #expect(fixture.driver.trace.last == .cancel(stream.descriptor, .receive))
      // Nothing is freed on a cancel, only on the final completion.
      #expect(fixture.loop.snapshot().buffers == 1)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(fixture.loop.snapshot().buffers == 0)
      #expect(fixture.driver.operation(.poll, on: stream.descriptor) != nil)
      #expect(!reader.isDone)
      fixture.driver.arrives("back\n", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "back")
    }
  }

  @Test func bytesThatComeWithTheCancelAreRead() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.completesCancels = false
      fixture.pass(.seconds(1))
      try fixture.driver.complete(receiveOn: stream.descriptor, with: Array("just\n".utf8))
      fixture.settle()
      #expect(reader.value == "just")
      #expect(fixture.driver.operation(.poll, on: stream.descriptor) == nil)
    }
  }

  @Test func aStreamWhoseInputHasEndedHoldsNoBufferForMore() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(reader.isDone)
      #expect(fixture.loop.snapshot().buffers == 0)
      try fixture.close(stream)
      // And one with something in its buffer gives that back a second later, if it has been read by then.
      let other = fixture.stream()
      fixture.driver.arrives("line\nrest", on: other.descriptor)
      #expect(try fixture.run { try await other.handle.readLine() } == "line")
      let last = fixture.begin { try await other.handle.readLine() }
      fixture.driver.ends(other.descriptor)
      fixture.settle()
      #expect(last.value == "rest")
      #expect(fixture.loop.snapshot().buffers == 1)
      fixture.pass(.seconds(1))
      #expect(fixture.loop.snapshot().buffers == 0)
      #expect(try fixture.run { try await other.handle.readLine() } == nil)
      try fixture.close(other)
    }
  }

  @Test func aLookThatFindsNothingHoldsNoBufferForLong() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      #expect(
        try fixture.run { try await stream.handle.readByteWithoutWaiting() } == .nothing)
      fixture.pass(.seconds(1))
      #expect(fixture.loop.snapshot().buffers == 0)
      try fixture.close(stream)
    }
  }

  @Test func aReaderWhoseOwnMemoryIsFilledNeedsNoBuffer() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 8))
      #expect(
        try fixture.run { try await stream.handle.readByteWithoutWaiting() } == .nothing)
      let reader = fixture.begin {
        var bytes = [UInt8](repeating: 0, count: 8)
        var room = bytes.mutableSpan
        let count = try await stream.handle.read(into: &room)
        return Array(bytes.prefix(count))
      }
      fixture.pass(.seconds(1))
      #expect(fixture.loop.snapshot().buffers == 0)
      #expect(fixture.driver.operation(.receive, on: stream.descriptor)?.isCancelled == false)
      fixture.driver.arrives("abc", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == Array("abc".utf8))
      try fixture.close(stream)
    }
  }

  @Test func anIdleStreamGivesItsOutputBufferBackToo() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run { try await stream.handle.write("hello") }
      let reader = fixture.begin { try await stream.handle.readLine() }
      #expect(fixture.loop.snapshot().buffers == 2)
      fixture.pass(.seconds(1))
      #expect(fixture.loop.snapshot().buffers == 0)
      #expect(!reader.isDone)
      try fixture.run { try await stream.handle.write("again") }
      #expect(fixture.driver.sentBytes == Array("helloagain".utf8))
    }
  }

  @Test func anIdleStreamClosesAndEndsAndIsAborted() throws {
    try withLoop { fixture throws in
      let streams = (0..<3).map { _ in fixture.stream() }
      let readers = streams.map { stream in
        fixture.begin { try await stream.handle.readLine() }
      }
      fixture.pass(.seconds(1))
      #expect(fixture.loop.snapshot().buffers == 0)
      fixture.driver.ends(streams[0].descriptor)
      fixture.settle()
      #expect(readers[0].isDone && readers[0].value == .some(nil))
      try fixture.close(streams[1])
      #expect(readers[1].streamError == .closed)
      try fixture.run { await streams[2].handle.abort() }
      #expect(readers[2].streamError == .closed)
    }
  }

  @Test func aCancelledReaderOfAnIdleStreamLeavesThePollToTheNext() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let first = fixture.begin { try await stream.handle.readLine() }
      fixture.pass(.seconds(1))
      first.cancel()
      fixture.settle()
      #expect(first.streamError == .cancelled)
      let second = fixture.begin { () -> Int in
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var room = bytes.mutableSpan
        return try await stream.handle.read(into: &room)
      }
      #expect(!second.isDone)
      fixture.driver.arrives("bytes", on: stream.descriptor)
      fixture.settle()
      #expect(second.value == 5)
    }
  }

  @Test func readTimeoutGoesOnWhileTheStreamIsIdle() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(readTimeout: .seconds(3)))
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.pass(.seconds(1))
      fixture.pass(.milliseconds(1999))
      #expect(!reader.isDone)
      fixture.pass(.milliseconds(1))
      #expect(reader.streamError == .timedOut)
    }
  }

  @Test func aStreamThatOnlyWritesGivesItsOutputBufferBack() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run { try await stream.handle.write("hello") }
      fixture.pass(.seconds(2))
      #expect(fixture.loop.snapshot().buffers == 0)
    }
  }
}
