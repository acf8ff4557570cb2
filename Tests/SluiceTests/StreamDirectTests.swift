// Large transfers go between the kernel and the caller's own memory; that memory is lent, so no call
// returns before its final completion.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamDirectTests {
  /// Reads at least so many bytes into memory of its own, and returns what came.
  private func startRead(
    _ count: Int, of stream: ScriptedStream, in fixture: LoopFixture
  ) -> Outcome<[UInt8]> {
    fixture.begin {
      var bytes = [UInt8](repeating: 0, count: count)
      var room = bytes.mutableSpan
      let filled = try await stream.handle.read(into: &room)
      return Array(bytes.prefix(filled))
    }
  }

  private func startExactRead(
    _ count: Int, of stream: ScriptedStream, in fixture: LoopFixture
  ) -> Outcome<[UInt8]> {
    fixture.begin {
      var bytes = [UInt8](repeating: 0, count: count)
      var room = bytes.mutableSpan
      try await stream.handle.readExactly(into: &room)
      return bytes
    }
  }

  @Test func aLargeReadIntoAnEmptyBufferSkipsIt() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      let reader = startRead(100, of: stream, in: fixture)
      #expect(fixture.driver.trace == [.receive(stream.descriptor, count: 100, .nothing)])
      #expect(fixture.loop.snapshot().buffers == 0)
      fixture.driver.arrives("hello", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == Array("hello".utf8))
    }
  }

  @Test func aCancelledDirectReadWaitsForItsFinalCompletion() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.completesCancels = false
      let reader = startRead(100, of: stream, in: fixture)
      reader.cancel()
      fixture.settle()
      #expect(fixture.driver.trace.last == .cancel(stream.descriptor, .receive))
      #expect(!reader.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(reader.streamError == .cancelled)
      // The stream is as good as before.
      fixture.driver.arrives("line\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "line")
    }
  }

  @Test func bytesThatCameDespiteTheCancelAreReturned() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.completesCancels = false
      let reader = startRead(100, of: stream, in: fixture)
      reader.cancel()
      fixture.settle()
      try fixture.driver.complete(receiveOn: stream.descriptor, with: Array("late".utf8))
      fixture.settle()
      #expect(reader.value == Array("late".utf8))
    }
  }

  @Test(arguments: [false, true])
  func bytesThatAreNotEnoughArePutBack(lateByTimeout: Bool) throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(input: 16)
      if lateByTimeout { configuration.readTimeout = .seconds(3) }
      let stream = fixture.stream(configuration)
      fixture.driver.completesCancels = false
      let reader = startExactRead(100, of: stream, in: fixture)
      fixture.driver.arrives("abc", on: stream.descriptor)
      fixture.settle()
      if lateByTimeout { fixture.pass(.seconds(4)) } else { reader.cancel() }
      fixture.settle()
      #expect(!reader.isDone)
      try fixture.driver.complete(receiveOn: stream.descriptor, with: Array("def".utf8))
      fixture.settle()
      #expect(reader.streamError == (lateByTimeout ? .timedOut : .cancelled))
      #expect(try fixture.run { try await stream.handle.readExactly(6) } == Array("abcdef".utf8))
    }
  }

  @Test func closeWakesADirectReaderWithItsFinalCompletion() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.completesCancels = false
      let reader = startRead(100, of: stream, in: fixture)
      let close = fixture.begin { try await stream.handle.close() }
      #expect(!reader.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(reader.streamError == .closed)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(close.isDone && close.error == nil)
    }
  }

  @Test func theEndOfTheStreamInADirectRead() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.ends(stream.descriptor)
      #expect(startRead(100, of: stream, in: fixture).value == [])
      let exact = startExactRead(100, of: stream, in: fixture)
      #expect(exact.streamError == .endOfStream(received: 0))
    }
  }

  @Test func anErrorInADirectRead() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      let reader = startRead(100, of: stream, in: fixture)
      try fixture.driver.fail(.receive, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      guard case .io(let error)? = reader.streamError else {
        Issue.record("no error")
        return
      }
      #expect(error.errno == .connectionReset)
    }
  }

  // MARK: Output

  @Test func aLargeWriteIsSentFromWhereItIs() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 16))
      fixture.driver.completesSends = false
      let bytes = (0..<100).map { UInt8($0) }
      let writer = fixture.begin { try await stream.handle.write(bytes) }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, bytes)])
      #expect(fixture.loop.snapshot().buffers == 0)
      #expect(!writer.isDone)
      try fixture.driver.complete(sendOn: stream.descriptor, count: 50)
      fixture.settle()
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, Array(bytes[50...]))])
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(writer.isDone && writer.error == nil)
    }
  }

  @Test func aCancelledDirectWriteThatHadMovedBytesPoisonsWithTheCount() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 16))
      (fixture.driver.completesSends, fixture.driver.completesCancels) = (false, false)
      let writer = fixture.begin {
        try await stream.handle.write([UInt8](repeating: 1, count: 100))
      }
      writer.cancel()
      fixture.settle()
      #expect(!writer.isDone)
      #expect(fixture.driver.trace.last == .cancel(stream.descriptor, .send))
      try fixture.driver.complete(sendOn: stream.descriptor, count: 37)
      fixture.settle()
      let error = try #require(writer.streamError)
      #expect("\(error)".contains(" 37 bytes"))
      #expect(fixture.begin { try await stream.handle.write("x") }.streamError == error)
      fixture.driver.arrives("reading goes on\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "reading goes on")
      #expect(fixture.begin { try await stream.handle.close() }.streamError == error)
    }
  }

  @Test func aCancelledDirectWriteThatHadMovedNothingPoisonsNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 16))
      fixture.driver.completesSends = false
      let writer = fixture.begin {
        try await stream.handle.write([UInt8](repeating: 1, count: 100))
      }
      writer.cancel()
      fixture.settle()
      #expect(writer.streamError == .cancelled)
      _ = fixture.driver.takeTrace()
      try fixture.run { try await stream.handle.write("fine") }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "fine")])
    }
  }

  @Test func aDirectWriteThatCompletedDespiteTheCancelHasBeenWritten() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 16))
      (fixture.driver.completesSends, fixture.driver.completesCancels) = (false, false)
      let writer = fixture.begin {
        try await stream.handle.write([UInt8](repeating: 1, count: 100))
      }
      writer.cancel()
      fixture.settle()
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(writer.isDone && writer.error == nil)
      let next = fixture.begin { try await stream.handle.write("fine") }
      #expect(next.isDone && next.error == nil)
    }
  }

  @Test func closeWakesADirectWriterWithItsFinalCompletion() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 16))
      (fixture.driver.completesSends, fixture.driver.completesCancels) = (false, false)
      let writer = fixture.begin {
        try await stream.handle.write([UInt8](repeating: 1, count: 100))
      }
      let close = fixture.begin { try await stream.handle.close() }
      #expect(!writer.isDone)
      #expect(!close.isDone)
      fixture.driver.completeCancels()
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(writer.streamError == .closed)
      #expect(close.isDone && close.error == nil)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }
}
