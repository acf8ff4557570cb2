// Abrupt ends: by will, by a dropped handle, by the end of the loop.

import Logging
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamAbortTests {
  @Test func abortClosesAtOnceWithAReset() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      let reader = fixture.begin { try await stream.handle.readLine() }
      try fixture.run { try await stream.handle.write("lost") }
      try fixture.run { await stream.handle.abort() }
      #expect(reader.streamError == .closed)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
    }
  }

  @Test func abortSendsNothingThatWasStillBuffered() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesCancels = false
      let reader = fixture.begin { try await stream.handle.readLine() }
      let abort = fixture.begin {
        try await stream.handle.write("lost")
        await stream.handle.abort()
      }
      #expect(!abort.isDone)
      #expect(fixture.driver.sentBytes == [])
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(abort.isDone)
      #expect(reader.streamError == .closed)
    }
  }

  @Test func abortCutsACloseShort() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let close = fixture.begin { try await stream.handle.close() }
      #expect(!close.isDone)
      try fixture.run { await stream.handle.abort() }
      #expect(close.isDone)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
    }
  }

  @Test func aDroppedOpenStreamIsAbortedAndLoggedOnce() throws {
    try withLoop { fixture throws in
      var stream: ScriptedStream? = fixture.stream()
      let descriptor = try #require(stream).descriptor
      fixture.driver.completesSends = false
      let handle = try #require(stream).handle
      try fixture.run {
        try await handle.write("unsent")
      }
      _ = consume handle
      stream = nil
      fixture.settle()
      #expect(fixture.driver.trace.last == .close(descriptor, reset: true))
      #expect(fixture.log.lines.count == 1)
      #expect(fixture.log.lines.first?.level == .warning)
      #expect(fixture.log.lines.first?.metadata["unsent"] == "6")
      #expect(fixture.loop.snapshot().residents == 0)
    }
  }

  @Test func aClosedStreamThatIsDroppedIsNotLogged() throws {
    try withLoop { fixture throws in
      do {
        let stream = fixture.stream()
        try fixture.close(stream)
      }
      fixture.settle()
      #expect(fixture.log.lines.isEmpty)
    }
  }

  @Test func theShutDownOfTheLoopAbortsAStreamAndWakesItsTasks() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let reader = fixture.begin { try await stream.handle.readLine() }
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "w", count: 40))
      }
      fixture.loop.abandonResidents()
      fixture.settle()
      #expect(reader.streamError == .closed)
      #expect(writer.streamError == .closed)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
      #expect(fixture.log.lines.isEmpty)
    }
  }
}
