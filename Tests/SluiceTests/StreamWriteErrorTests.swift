// A failed send is kept, and thrown by everything that writes, the same each time.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamWriteErrorTests {
  /// A stream whose send has failed with EPIPE.
  private func broken(in fixture: LoopFixture) throws -> ScriptedStream {
    let stream = fixture.stream()
    fixture.driver.completesSends = false
    try fixture.run { try await stream.handle.write("lost") }
    try fixture.driver.fail(.send, on: stream.descriptor, with: .brokenPipe)
    fixture.settle()
    return stream
  }

  @Test func everyLaterWriteThrowsTheSameError() throws {
    try withLoop { fixture throws in
      let stream = try broken(in: fixture)
      let expected = StreamError.io(
        IOError(
          .send, .brokenPipe, local: fixture.driver.localAddress, peer: fixture.driver.peerAddress))
      for _ in 0..<2 {
        #expect(fixture.begin { try await stream.handle.write("x") }.streamError == expected)
        #expect(fixture.begin { try await stream.handle.write([1]) }.streamError == expected)
        #expect(fixture.begin { try await stream.handle.writeLine("x") }.streamError == expected)
        #expect(fixture.begin { try await stream.handle.tryWrite("x") }.streamError == expected)
        #expect(fixture.begin { try await stream.handle.flush() }.streamError == expected)
        #expect(fixture.begin { try await stream.handle.finishWriting() }.streamError == expected)
      }
      for _ in 0..<2 {
        #expect(fixture.begin { try await stream.handle.close() }.streamError == expected)
      }
    }
  }

  @Test func aResetThatTheSendWasToldIsNoEndOfTheInput() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("lost") }
      try fixture.driver.fail(.send, on: stream.descriptor, with: .connectionReset)
      // The kernel tells an error once: to the next receive the connection has ended.
      fixture.driver.arrives("first half", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readText(count: 10) } == "first half")
      for _ in 0..<2 {
        guard case .io(let error)? = fixture.begin({ try await stream.handle.read() }).streamError
        else {
          Issue.record("the stream was cut, and its end was read")
          return
        }
        #expect(error.errno == .connectionReset)
        #expect(error.operation == .receive)
      }
    }
  }

  @Test func aResetThatTheSendHasNotReportedYetIsNoEndForALook() throws {
    try cutUnseen { stream in _ = try await stream.handle.readByteWithoutWaiting() }
  }

  @Test func aResetThatTheSendHasNotReportedYetIsNoEndForADrain() throws {
    try cutUnseen { stream in
      stream.core.drain()
      _ = try await stream.handle.readLine()
    }
  }

  /// Expects a reader to be told of a reset that came with the end of the input, and of which the send in
  /// flight has not been told: what it was told comes up after the reader has run.
  private func cutUnseen(
    _ read: @escaping @Sendable (ScriptedStream) async throws -> Void
  ) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("lost") }
      let (driver, descriptor) = (fixture.driver, stream.descriptor)
      let reader = fixture.begin {
        // In one turn.
        try driver.fail(.send, on: descriptor, with: .connectionReset)
        driver.ends(descriptor)
        try await read(stream)
      }
      fixture.settle()
      guard case .io(let error)? = reader.streamError else {
        Issue.record("the stream was cut, and its end was read")
        return
      }
      #expect(error.errno == .connectionReset)
    }
  }

  @Test func anEndThatALookFindsWhileASendFliesIsOne() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("slow") }
      fixture.driver.ends(stream.descriptor)
      let byte = try fixture.run { try await stream.handle.readByteWithoutWaiting() }
      #expect(byte == .read(nil))
      fixture.loop.post { stream.core.drain() }
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
    }
  }

  @Test func aPeerThatTakesNoMoreHasEndedItsOutput() throws {
    try withLoop { fixture throws in
      let stream = try broken(in: fixture)
      fixture.driver.ends(stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
    }
  }

  @Test func theWriterThatWaitsForRoomGetsTheError() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "x", count: 30))
      }
      let queued = fixture.begin { try await stream.handle.write("y") }
      try fixture.driver.fail(.send, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      guard case .io(let error)? = writer.streamError else {
        Issue.record("\(String(describing: writer.result))")
        return
      }
      #expect(error.errno == .connectionReset)
      #expect(error.operation == .send)
      #expect(queued.streamError == writer.streamError)
    }
  }

  @Test func readingGoesOnToTheEndOfTheStream() throws {
    try withLoop { fixture throws in
      let stream = try broken(in: fixture)
      fixture.driver.arrives("last words\n", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "last words")
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
    }
  }

  @Test func aBrokenStreamClosesWithAReset() throws {
    try withLoop { fixture throws in
      let stream = try broken(in: fixture)
      let close = fixture.begin { try await stream.handle.close() }
      #expect(close.isDone)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
    }
  }

  @Test func closeThrowsTheErrorAlsoWhereNothingWasBuffered() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let writer = fixture.begin { try await stream.handle.write([UInt8](repeating: 1, count: 30)) }
      try fixture.driver.fail(.send, on: stream.descriptor, with: .brokenPipe)
      fixture.settle()
      let error = try #require(writer.streamError)
      #expect(fixture.begin { try await stream.handle.close() }.streamError == error)
    }
  }

  @Test func aRealErrorOfACancelledSendIsKeptToo() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      (fixture.driver.completesSends, fixture.driver.completesCancels) = (false, false)
      let writer = fixture.begin { try await stream.handle.write([UInt8](repeating: 1, count: 30)) }
      writer.cancel()
      fixture.settle()
      try fixture.driver.fail(.send, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      #expect(writer.isDone)
      guard case .io(let error)? = fixture.begin({ try await stream.handle.write("x") }).streamError
      else {
        Issue.record("the error was not kept")
        return
      }
      #expect(error.errno == .connectionReset)
    }
  }
}
