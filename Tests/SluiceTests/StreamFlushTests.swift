// When output leaves without being asked to.

import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamFlushTests {
  @Test func whatAHandlerWritesLeavesWhileItWaitsForSomethingElse() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let gate = Gate()
      let handler = fixture.begin {
        try await stream.handle.write("hello")
        await gate.pass()
      }
      #expect(!handler.isDone)
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "hello")])
      gate.open()
      fixture.settle()
      #expect(handler.isDone)
      #expect(fixture.driver.takeTrace() == [])
    }
  }

  @Test func whatAHandlerWritesLeavesWhileAnActorRuns() throws {
    actor Bystander {
      func rest(at gate: Gate) async { await gate.pass() }
    }
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let (gate, bystander) = (Gate(), Bystander())
      let handler = fixture.begin {
        try await stream.handle.write("hello")
        await bystander.rest(at: gate)
      }
      #expect(fixture.driver.sentBytes == Array("hello".utf8))
      gate.open()
      fixture.settle()
      #expect(handler.isDone)
    }
  }

  @Test func whatSeveralWritesPutInLeavesInOneSend() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run {
        try await stream.handle.write("a")
        try await stream.handle.write([UInt8(ascii: "b")])
        try await stream.handle.writeLine("c")
        _ = try await stream.handle.tryWrite("d")
      }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "abc\r\nd")])
    }
  }

  @Test func sendsOfAllStreamsLeaveInOneEnter() throws {
    try withLoop { fixture throws in
      let streams = (0..<5).map { _ in fixture.stream() }
      for stream in streams { _ = fixture.start { try await stream.handle.write("x") } }
      // The jobs run in the first turn, and the enter of the second one takes all sends.
      fixture.loop.turn(mayWait: false)
      #expect(
        fixture.driver.trace == streams.map { .send($0.descriptor, "x") })
      fixture.loop.turn(mayWait: false)
      #expect(fixture.loop.snapshot().sends == 5)
    }
  }

  @Test func anotherTaskPushesWhileTheReaderWaits() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      try fixture.run { try await stream.handle.writeLine("news") }
      #expect(fixture.driver.sentBytes == Array("news\r\n".utf8))
      #expect(!reader.isDone)
      fixture.driver.arrives("thanks\n", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "thanks")
    }
  }

  @Test func whatIsWrittenWhileASendFliesGathersAndLeavesNext() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("one") }
      for text in ["two", "three"] { try fixture.run { try await stream.handle.write(text) } }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "one")])
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "twothree")])
    }
  }

  @Test func theRestOfAShortSendLeavesBeforeWhatGathered() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("abcdef") }
      try fixture.run { try await stream.handle.write("gh") }
      try fixture.driver.complete(sendOn: stream.descriptor, count: 2)
      fixture.settle()
      try fixture.driver.complete(sendOn: stream.descriptor, count: 4)
      fixture.settle()
      #expect(
        fixture.driver.takeTrace() == [
          .send(stream.descriptor, "abcdef"), .send(stream.descriptor, "cdef"),
          .send(stream.descriptor, "gh"),
        ])
    }
  }

  @Test func withoutAutomaticFlushNothingLeavesUntilFlush() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(autoFlush: false))
      try fixture.run { try await stream.handle.write("hello") }
      #expect(fixture.driver.takeTrace() == [])
      try fixture.run { try await stream.handle.flush() }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "hello")])
    }
  }

  @Test func withoutAutomaticFlushAFullBufferLeavesAndTheRestStays() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8, autoFlush: false))
      try fixture.run { try await stream.handle.write("0123456789") }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "01234567")])
      try fixture.run { try await stream.handle.flush() }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "89")])
    }
  }

  @Test func withoutAutomaticFlushFinishingAndClosingSend() throws {
    try withLoop { fixture throws in
      let (first, second) = (
        fixture.stream(.small(autoFlush: false)), fixture.stream(.small(autoFlush: false))
      )
      for stream in [first, second] { try fixture.run { try await stream.handle.write("bye") } }
      try fixture.run { try await first.handle.finishWriting() }
      fixture.driver.ends(second.descriptor)
      try fixture.run { try await second.handle.close() }
      #expect(
        fixture.driver.takeTrace().prefix(4) == [
          .send(first.descriptor, "bye"), .shutdown(first.descriptor, .output),
          .send(second.descriptor, "bye"), .shutdown(second.descriptor, .output),
        ])
    }
  }

  @Test func aWriterGoesOnInTheSecondBufferWhileTheFirstFlies() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let writer = fixture.begin { try await stream.handle.write("0123456789abcdef") }
      // Eight bytes fly, eight gather: there is room for all.
      #expect(writer.isDone)
      let waiting = fixture.begin { try await stream.handle.write("X") }
      #expect(!waiting.isDone)
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(waiting.isDone)
      #expect(
        fixture.driver.takeTrace() == [
          .send(stream.descriptor, "01234567"), .send(stream.descriptor, "89abcdef"),
        ])
    }
  }

  @Test func anEmptyWriteSendsNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      try fixture.run {
        try await stream.handle.write("")
        try await stream.handle.write([UInt8]())
        _ = try await stream.handle.tryWrite("")
        try await stream.handle.flush()
      }
      #expect(fixture.driver.takeTrace() == [])
    }
  }

  @Test func aFlushThatIsStartedDuringASendIsNotForgotten() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(autoFlush: false))
      fixture.driver.completesSends = false
      let writing = fixture.begin {
        try await stream.handle.write("one")
        try await stream.handle.startFlush()
        try await stream.handle.write("two")
        try await stream.handle.startFlush()
        try await stream.handle.write("three")
      }
      #expect(writing.isDone)
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      // What was written behind the last start leaves with it; nothing that it was asked for stays.
      #expect(fixture.driver.sentBytes == Array("onetwothree".utf8))
    }
  }
}
