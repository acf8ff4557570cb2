// Deadlines, by a clock that the test moves.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamTimeTests {
  @Test func readTimeoutBoundsTheCallNotOneWait() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(readTimeout: .seconds(5)))
      let reader = fixture.begin { try await stream.handle.readLine() }
      // A slow-loris client: a byte a second.
      for second in 1...4 {
        fixture.driver.arrives("x", on: stream.descriptor)
        fixture.pass(.seconds(1))
        #expect(!reader.isDone, "after \(second) s")
      }
      fixture.driver.arrives("x", on: stream.descriptor)
      fixture.pass(.seconds(1))
      #expect(reader.streamError == .timedOut)
      // The bytes stay for the next call, which has its own time.
      fixture.driver.arrives("\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "xxxxx")
    }
  }

  @Test func readTimeoutEndsAReadWithoutAnyByte() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(readTimeout: .milliseconds(300)))
      for _ in 0..<3 {
        let reader = fixture.begin { try await stream.handle.read() }
        fixture.pass(.milliseconds(299))
        #expect(!reader.isDone)
        fixture.pass(.milliseconds(1))
        #expect(reader.streamError == .timedOut)
      }
    }
  }

  @Test func writeTimeoutRestartsWithEachCompletedSend() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(output: 8)
      configuration.writeTimeout = .seconds(2)
      let stream = fixture.stream(configuration)
      fixture.driver.completesSends = false
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "x", count: 40))
      }
      // A slow peer that still reads: a byte each 1.5 s.
      for _ in 0..<10 {
        fixture.pass(.milliseconds(1500))
        try fixture.driver.complete(sendOn: stream.descriptor, count: 1)
        fixture.settle()
      }
      #expect(!writer.isDone)
      fixture.pass(.seconds(2))
      #expect(writer.streamError == .timedOut)
      #expect(fixture.begin { try await stream.handle.write("y") }.streamError == .timedOut)
    }
  }

  @Test func writeTimeoutOfALargeWriteWaitsForTheFinalCompletion() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(output: 8)
      configuration.writeTimeout = .seconds(2)
      let stream = fixture.stream(configuration)
      (fixture.driver.completesSends, fixture.driver.completesCancels) = (false, false)
      let writer = fixture.begin { try await stream.handle.write([UInt8](repeating: 1, count: 40)) }
      fixture.pass(.seconds(3))
      #expect(!writer.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(writer.streamError == .timedOut)
    }
  }

  @Test func writeTimeoutFailsAStreamThatNobodyWaitsOn() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(writeTimeout: .seconds(2)))
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("x") }
      fixture.pass(.seconds(3))
      #expect(fixture.begin { try await stream.handle.write("y") }.streamError == .timedOut)
    }
  }

  @Test func idleTimeoutEndsAReadWhenNoByteMovedEitherWay() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(idleTimeout: .seconds(10)))
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.pass(.seconds(6))
      fixture.driver.arrives("in", on: stream.descriptor)
      fixture.settle()
      fixture.pass(.seconds(6))
      #expect(!reader.isDone)
      // What is sent counts as well.
      try fixture.run { try await stream.handle.write("out") }
      fixture.pass(.seconds(6))
      #expect(!reader.isDone)
      fixture.pass(.seconds(4))
      #expect(reader.streamError == .timedOut)
      #expect(fixture.begin { try await stream.handle.write("x") }.streamError == .timedOut)
    }
  }

  @Test func idleTimeoutEndsADirectReadAndAWriterThatWaits() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(input: 8, output: 8)
      configuration.idleTimeout = .seconds(10)
      let stream = fixture.stream(configuration)
      fixture.driver.completesSends = false
      let reader = fixture.begin { () -> Int in
        var bytes = [UInt8](repeating: 0, count: 64)
        var room = bytes.mutableSpan
        return try await stream.handle.read(into: &room)
      }
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "w", count: 64))
      }
      fixture.pass(.seconds(10))
      #expect(reader.streamError == .timedOut)
      #expect(writer.streamError == .timedOut)
    }
  }

  @Test func manyShortDeadlinesKeepTheTimerQueueSmall() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration()
      (configuration.readTimeout, configuration.idleTimeout) = (.seconds(7), .seconds(60))
      configuration.writeTimeout = .seconds(9)
      let stream = fixture.stream(configuration)
      let server = fixture.begin {
        while let line = try await stream.handle.readLine() {
          try await stream.handle.writeLine(line)
        }
      }
      for _ in 0..<600 {
        fixture.driver.arrives("ping\n", on: stream.descriptor)
        fixture.pass(.milliseconds(700))
      }
      #expect(!server.isDone)
      // An entry a second at most for as long as the longest deadline.
      #expect(fixture.loop.timerCount <= 120)
    }
  }
}
