// Bounds for peers that send too slowly, by a clock that the test moves.

import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@testable import Sluice

@Suite struct StreamSlownessTests {
  /// The two ways in which a task waits for a line: one whose cancellation is watched waits plainly.
  @Test(arguments: [false, true])
  func `A line has its time from its first byte, however often a byte comes`(
    isWatched: Bool
  ) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(lineTimeout: .seconds(5)))
      let reader = fixture.begin {
        if isWatched { stream.core.watchCaller() }
        defer { stream.core.stopWatching() }
        return try await stream.handle.readLine()
      }
      // Between lines a peer may take its time.
      fixture.pass(.seconds(100))
      for second in 1...5 {
        fixture.driver.arrives("x", on: stream.descriptor)
        fixture.settle()
        #expect(!reader.isDone, "before \(second) s")
        fixture.pass(.seconds(1))
      }
      #expect(reader.streamError == .timedOut)
      #expect(stream.core.timeThatEndedIt == .line)
      // It stays so, and what came can be had.
      #expect(fixture.begin { try await stream.handle.readLine() }.streamError == .timedOut)
      #expect(try fixture.run { try await stream.handle.drainInput() } == Array("xxxxx".utf8))
      // The peer can be told.
      try fixture.run { try await stream.handle.write("too slow") }
    }
  }

  @Test func `Each line has a time of its own`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(lineTimeout: .seconds(5)))
      let reader = fixture.begin { () -> [String] in
        var lines: [String] = []
        while let line = try await stream.handle.readLine() { lines.append(line) }
        return lines
      }
      // The end of one line and the beginning of the next come together, 3 s after each beginning.
      fixture.driver.arrives("a", on: stream.descriptor)
      for _ in 0..<10 {
        fixture.pass(.seconds(3))
        #expect(!reader.isDone)
        fixture.driver.arrives("\na", on: stream.descriptor)
        fixture.settle()
      }
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(reader.value == [String](repeating: "a", count: 11))
    }
  }

  @Test func `A line that outgrows the buffer has the same time`() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(input: 4, line: 1000)
      configuration.lineTimeout = .seconds(5)
      let stream = fixture.stream(configuration)
      let reader = fixture.begin { try await stream.handle.readLine() }
      for _ in 0..<5 {
        fixture.driver.arrives("xxx", on: stream.descriptor)
        fixture.settle()
        #expect(!reader.isDone)
        fixture.pass(.seconds(1))
      }
      #expect(reader.streamError == .timedOut)
    }
  }

  @Test func `A part of a line does not run while nobody reads`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(
        StreamConfiguration(readTimeout: .seconds(1), lineTimeout: .seconds(5)))
      fixture.driver.arrives("x", on: stream.descriptor)
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.pass(.seconds(1))
      #expect(reader.streamError == .timedOut)
      fixture.pass(.seconds(60))
      fixture.driver.arrives("y\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "xy")
    }
  }

  @Test(arguments: [false, true])
  func `The first byte must come in time`(isWatched: Bool) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(firstByteTimeout: .seconds(10)))
      let reader = fixture.begin {
        if isWatched { stream.core.watchCaller() }
        defer { stream.core.stopWatching() }
        return try await stream.handle.readLine()
      }
      fixture.pass(.milliseconds(9999))
      #expect(!reader.isDone)
      fixture.pass(.milliseconds(1))
      #expect(reader.streamError == .timedOut)
      #expect(stream.core.timeThatEndedIt == .firstByte)
    }
  }

  @Test func `One byte is enough, and who only writes is left in peace`() throws {
    try withLoop { fixture throws in
      let configuration = StreamConfiguration(firstByteTimeout: .seconds(10))
      let (slow, silent) = (fixture.stream(configuration), fixture.stream(configuration))
      let reader = fixture.begin { try await slow.handle.readLine() }
      fixture.pass(.seconds(9))
      fixture.driver.arrives("x", on: slow.descriptor)
      fixture.settle()
      fixture.pass(.seconds(100))
      #expect(!reader.isDone)
      try fixture.run { try await silent.handle.write("news") }
      // One who begins to read only now has missed nothing.
      let late = fixture.begin { try await silent.handle.readLine() }
      fixture.pass(.seconds(100))
      #expect(!late.isDone)
      for stream in [slow, silent] { fixture.driver.ends(stream.descriptor) }
      fixture.settle()
    }
  }

  @Test func `Input that comes after all is not what ended it`() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(readTimeout: .seconds(1)))
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.pass(.seconds(1))
      #expect(reader.streamError == .timedOut)
      #expect(stream.core.timeThatEndedIt == .read)
      fixture.driver.arrives("x\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "x")
      #expect(stream.core.timeThatEndedIt == nil)
    }
  }
}
