// How a reader's wait ends, by script: a server's own task, which waits in its own frame, and any
// other, which does not. Both must see the same.

import SluiceLoop
import TestSupport
import Testing

@testable import Sluice

@Suite struct StreamWatchedTests {
  /// A reader of all lines of `stream`, as the server's own task or as any other.
  private static func reader(
    of stream: ScriptedStream, isWatched: Bool, bySpan: Bool, on fixture: LoopFixture
  ) -> Outcome<[String]> {
    fixture.begin {
      if isWatched { stream.core.watchCaller() }
      defer { stream.core.stopWatching() }
      var lines: [String] = []
      while true {
        let line =
          bySpan
          ? try await stream.handle.withLine { String(copying: try UTF8Span(validating: $0)) }
          : try await stream.handle.readLine()
        guard let line else { return lines }
        lines.append(line)
      }
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `Lines come in pieces, until the end`(isWatched: Bool, bySpan: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: bySpan, on: fixture)
      for piece in ["on", "e\ntwo\nth", "ree", "\n"] {
        fixture.driver.arrives(piece, on: stream.descriptor)
        fixture.settle()
        #expect(!reader.isDone)
      }
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(try reader.result?.get() == ["one", "two", "three"])
      try fixture.close(stream)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `An idle time-out ends the wait`(isWatched: Bool, bySpan: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(idleTimeout: .seconds(10)))
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: bySpan, on: fixture)
      fixture.pass(.seconds(9))
      #expect(!reader.isDone)
      fixture.pass(.seconds(1))
      #expect(reader.streamError == .timedOut)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `Another task's abort ends the wait`(isWatched: Bool, bySpan: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: bySpan, on: fixture)
      try fixture.run { await stream.handle.abort() }
      #expect(reader.streamError == .closed)
      #expect(stream.core.phase == .closed)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `A drain ends the wait, of a receive and of an idle stream's poll`(
    isWatched: Bool, isIdle: Bool
  ) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: isIdle, on: fixture)
      if isIdle { fixture.pass(.seconds(2)) }
      #expect((stream.core.polling != nil) == isIdle)
      fixture.loop.post { stream.core.drain() }
      fixture.settle()
      #expect(try reader.result?.get() == [])
      try fixture.close(stream)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `Cancellation ends the wait, and later ones`(isWatched: Bool, bySpan: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: bySpan, on: fixture)
      reader.cancel()
      // Whoever cancels a watched task says so to the stream.
      if isWatched { fixture.loop.post { stream.core.watchedTaskCancelled() } }
      fixture.settle()
      #expect(reader.streamError == .cancelled)
      fixture.driver.arrives("still here\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "still here")
      try fixture.close(stream)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func `A second reader is told so, and takes nothing`(isWatched: Bool, bySpan: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = Self.reader(of: stream, isWatched: isWatched, bySpan: bySpan, on: fixture)
      #expect(fixture.begin { try await stream.handle.readLine() }.streamError == .busy)
      fixture.driver.arrives("one\n", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(try reader.result?.get() == ["one"])
      #expect(!stream.core.isBeingRead)
      try fixture.close(stream)
    }
  }
}
