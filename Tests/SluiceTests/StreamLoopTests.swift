// A stream and its loop: fairness, calls from elsewhere, late completions, idle streams.

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
}

@Suite struct StreamForeignTests {
  @Test func callsFromElsewhereAreCountedAndCorrect() async throws {
    let group = try EventLoopGroup(loops: 1, driver: .automatic)
    let loop = group.loops[0]
    let listener = try await Listener.listen(at: .tcp("127.0.0.1", 0), on: loop)
    let client = try await SocketStream.connect(to: .address(listener.address), on: loop)
    let server = try await listener.accept()
    let before = await loop.statistics().foreignCalls
    try await client.writeLine("hello")
    #expect(try await server.readLine() == "hello")
    #expect(await loop.statistics().foreignCalls == before + 2)
    let length = try await loop.run {
      try await client.writeLine("from the loop")
      return try await server.withLine { $0.count }
    }
    #expect(length == 13)
    #expect(await loop.statistics().foreignCalls == before + 2)
    try await client.writeLine("borrowed")
    #expect(try await server.withLine { text($0) } == "borrowed")
    await client.abort()
    try? await server.close()
    #expect(await loop.statistics().foreignCalls == before + 6)
    await listener.close()
    let left = await loop.statistics()
    #expect(left.residents == 0 && left.buffers == 0 && left.inFlight == 0)
    await group.shutDown()
  }
}

@Suite struct StreamStaleTests {
  @Test func completionsThatNobodyOwnsDoNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      let operation = try #require(fixture.driver.operation(.receive, on: stream.descriptor))
      let id = operation.id
      let stale = [
        OperationID(slot: id.slot, generation: id.generation &+ 1),
        OperationID(slot: id.slot, generation: id.generation &- 1),
        OperationID(slot: id.slot + 17, generation: 1),
      ]
      for id in stale { fixture.driver.complete(stale: id, result: 5) }
      fixture.settle()
      #expect(!reader.isDone)
      fixture.driver.arrives("fine\n", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "fine")
      // Once it has completed, its own name is stale too.
      fixture.driver.complete(stale: id, result: 5)
      fixture.settle()
      let next = fixture.begin { try await stream.handle.readLine() }
      #expect(!next.isDone)
    }
  }

  @Test func cancelsThatComeLateDoNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let first = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.arrives("one\n", on: stream.descriptor)
      fixture.settle()
      #expect(first.value == "one")
      first.cancel()
      let second = fixture.begin { try await stream.handle.readLine() }
      #expect(!second.isDone)
      // A ticket and a resident that are no more.
      fixture.loop.postCancellation(of: 1, at: stream.core.id)
      fixture.settle()
      #expect(!second.isDone)
      fixture.driver.arrives("two\n", on: stream.descriptor)
      fixture.settle()
      #expect(second.value == "two")
      try fixture.close(stream)
      fixture.loop.postCancellation(of: 3, at: stream.core.id)
      fixture.loop.postAbandonment(of: stream.core.id)
      fixture.settle()
      #expect(fixture.log.lines.isEmpty)
    }
  }
}

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
