// A task that has moved or run much lets others run.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamFairnessTests {
  /// How many of `calls` reads the first task makes before the second one, which is ready, runs.
  private func readsBeforeTheOther(
    in fixture: LoopFixture, lineLength: Int, calls: Int, each: Duration
  ) throws -> Int {
    let stream = fixture.stream(StreamConfiguration(inputBufferSize: 1 << 20))
    let line = String(repeating: "x", count: lineLength - 1) + "\n"
    fixture.driver.arrives(String(repeating: line, count: calls + 1), on: stream.descriptor)
    let counts = Counts()
    _ = try fixture.run { try await stream.handle.readLine() }
    let reader = fixture.start {
      for _ in 0..<calls {
        _ = try await stream.handle.readLine()
        counts.reads += 1
        fixture.driver.advance(each)
      }
    }
    let other = fixture.start { counts.readsSeen = counts.reads }
    fixture.settle()
    #expect(reader.isDone && other.isDone)
    return counts.readsSeen
  }

  /// Touched by the one thread that turns the loop.
  private final class Counts: @unchecked Sendable {
    var reads = 0
    var readsSeen = 0
  }

  @Test func aTaskThatMoved256KiBYieldsAtItsNextCall() throws {
    try withLoop { fixture throws in
      let seen = try readsBeforeTheOther(in: fixture, lineLength: 1024, calls: 600, each: .zero)
      #expect(seen == 256)
    }
  }

  @Test func aTaskThatMovesLittleInLittleTimeGoesOn() throws {
    try withLoop { fixture throws in
      let seen = try readsBeforeTheOther(in: fixture, lineLength: 16, calls: 600, each: .zero)
      #expect(seen == 600)
    }
  }

  @Test func aTaskThatRan500MicrosecondsYieldsByTheNextLookAtTheClock() throws {
    try withLoop { fixture throws in
      // The clock is looked at once in so many calls.
      let seen = try readsBeforeTheOther(
        in: fixture, lineLength: 16, calls: 600, each: .microseconds(20))
      #expect(seen >= 25)
      #expect(seen <= 25 + TurnBudget.callsPerClockRead)
    }
  }

  @Test func writesCountToo() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(outputBufferSize: 1 << 20))
      let counts = Counts()
      let text = String(repeating: "x", count: 1024)
      let writer = fixture.start {
        for _ in 0..<600 {
          try await stream.handle.write(text)
          counts.reads += 1
        }
      }
      let other = fixture.start { counts.readsSeen = counts.reads }
      fixture.settle()
      #expect(writer.isDone && other.isDone)
      #expect(counts.readsSeen == 256)
    }
  }

  @Test func aTaskThatLooksAgainAndAgainLetsOthersRun() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let counts = Counts()
      let poller = fixture.start {
        for _ in 0..<1000 {
          guard try await !stream.handle.isInputReady() else { return }
          counts.reads += 1
          fixture.driver.advance(.microseconds(10))
        }
      }
      let other = fixture.start { counts.readsSeen = counts.reads }
      fixture.settle()
      #expect(poller.isDone && other.isDone)
      #expect(counts.readsSeen < 1000)
    }
  }

  @Test func aLongReadOfWhatKeepsComingLetsOthersRun() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(inputBufferSize: 4096))
      let total = 1 << 20
      fixture.driver.arrives(repeatElement(0x78, count: total), on: stream.descriptor)
      _ = try fixture.run { try await stream.handle.read(upTo: 1) }
      let counts = Counts()
      let reader = fixture.start {
        _ = try await stream.handle.readExactly(total - 1)
        counts.reads = 1
      }
      let other = fixture.start { counts.readsSeen = counts.reads + 1 }
      fixture.settle()
      #expect(reader.isDone && other.isDone)
      #expect(counts.readsSeen == 1, "the read was over before the other task came to run")
    }
  }
}
