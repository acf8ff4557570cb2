// How a stream ends because its server goes away, by script.

import SluiceLoop
import TestSupport
import Testing

@testable import Sluice

@Suite struct StreamDrainTests {
  @Test func `What has arrived is read, then the end, and a partial line is dropped`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("one\ntwo\nthr", on: stream.descriptor)
      fixture.loop.post { stream.core.drain() }
      fixture.settle()
      #expect(try fixture.run { try await stream.handle.readLine() } == "one")
      #expect(try fixture.run { try await stream.handle.readLine() } == "two")
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
      try fixture.close(stream)
    }
  }

  @Test func `A reader that waits is told the end`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      #expect(!reader.isDone)
      fixture.loop.post { stream.core.drain() }
      fixture.settle()
      #expect(reader.isDone)
      if case .success(let line)? = reader.result {
        #expect(line == nil)
      } else {
        Issue.record("no end")
      }
      try fixture.close(stream)
    }
  }

  @Test func `Input that comes after the end is still thrown away before the close`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.loop.post { stream.core.drain() }
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
      fixture.driver.arrives("more, that nobody reads", on: stream.descriptor)
      let closing = fixture.begin { try await stream.handle.close() }
      // Unread input would turn the close into a reset, and that could overtake the last reply.
      #expect(!closing.isDone)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(closing.isDone)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func `An aborted stream closes without an error`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run {
        try await stream.handle.write("lost, as was asked for")
        await stream.handle.abort()
        try await stream.handle.close()
      }
    }
  }
}
