// The end of a stream: flush, SHUT_WR, discard for a while, cancel, await, close(2).

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamCloseTests {
  @Test func closingFlushesShutsDownDiscardsToTheEndAndCloses() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      let close = fixture.begin {
        try await stream.handle.write("last")
        try await stream.handle.close()
      }
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "last")])
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.settle()
      #expect(
        fixture.driver.takeTrace() == [
          .shutdown(stream.descriptor, .output),
          .receive(stream.descriptor, count: StreamCore.discardCapacity, .nothing),
        ])
      #expect(!close.isDone)
      fixture.driver.arrives("unread", on: stream.descriptor)
      fixture.settle()
      #expect(!close.isDone)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(close.isDone && close.error == nil)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func unreadInputIsDiscardedUpTo64KiB() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let close = fixture.begin { try await stream.handle.close() }
      var discarded = 0
      while !close.isDone, discarded < 1 << 20 {
        let room = try #require(fixture.driver.operation(.receive, on: stream.descriptor)).count
        try fixture.driver.complete(
          receiveOn: stream.descriptor, with: [UInt8](repeating: 0, count: room))
        discarded += room
        fixture.settle()
      }
      #expect(close.isDone && close.error == nil)
      #expect(discarded == 64 * 1024)
    }
  }

  @Test func aPeerThatNeverEndsItsSideIsLeftAfterASecond() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let close = fixture.begin { try await stream.handle.close() }
      fixture.pass(.milliseconds(999))
      #expect(!close.isDone)
      fixture.pass(.milliseconds(1))
      #expect(close.isDone && close.error == nil)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func theDescriptorClosesAfterTheFinalCompletions() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesCancels = false
      let close = fixture.begin { try await stream.handle.close() }
      fixture.pass(.seconds(1))
      #expect(fixture.driver.trace.last == .cancel(stream.descriptor, .receive))
      #expect(!close.isDone)
      fixture.driver.completeCancels()
      fixture.settle()
      #expect(close.isDone)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func outputThatThePeerDoesNotTakeIsCountedInTheErrorAndReset() throws {
    try withLoop { fixture throws in
      var configuration = StreamConfiguration.small(output: 16)
      configuration.closeTimeout = .seconds(5)
      let stream = fixture.stream(configuration)
      fixture.driver.completesSends = false
      let close = fixture.begin {
        try await stream.handle.write("0123456789")
        try await stream.handle.close()
      }
      try fixture.driver.complete(sendOn: stream.descriptor, count: 3)
      fixture.settle()
      fixture.pass(.milliseconds(4999))
      #expect(!close.isDone)
      fixture.pass(.milliseconds(1))
      guard case .io(let error)? = close.streamError else {
        Issue.record("\(String(describing: close.result))")
        return
      }
      #expect(error.operation == .close)
      #expect("\(error)".contains("7 bytes"))
      #expect(error.peer == fixture.driver.peerAddress)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
      // The same again.
      #expect(fixture.begin { try await stream.handle.close() }.streamError == .io(error))
    }
  }

  @Test func closeTimeoutCoversASendThatMovesSlowly() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(closeTimeout: .seconds(5)))
      fixture.driver.completesSends = false
      let close = fixture.begin {
        try await stream.handle.write("0123456789")
        try await stream.handle.close()
      }
      for _ in 0..<4 {
        fixture.pass(.seconds(1))
        try fixture.driver.complete(sendOn: stream.descriptor, count: 1)
        fixture.settle()
      }
      fixture.pass(.seconds(1))
      #expect(close.isDone)
      #expect("\(close.streamError.map { "\($0)" } ?? "")".contains("6 bytes"))
    }
  }

  @Test func closeIsIdempotentAlsoAtTheSameTime() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let closes = (0..<3).map { _ in fixture.begin { try await stream.handle.close() } }
      #expect(closes.allSatisfy { !$0.isDone })
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(closes.allSatisfy { $0.isDone && $0.error == nil })
      try fixture.run { try await stream.handle.close() }
      let calls = fixture.driver.trace.filter { $0 == .close(stream.descriptor, reset: false) }
      #expect(calls.count == 1)
    }
  }

  @Test func closeIsDeafToCancellation() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      let close = fixture.start {
        try await stream.handle.write("last")
        try await stream.handle.close()
      }
      close.cancel()
      fixture.settle()
      #expect(!close.isDone)
      close.cancel()
      fixture.settle()
      try fixture.driver.complete(sendOn: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(close.isDone && close.error == nil)
      #expect(fixture.driver.sentBytes == Array("last".utf8))
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: false))
    }
  }

  @Test func closeWakesReaderAndWriters() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let reader = fixture.begin { try await stream.handle.readLine() }
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "w", count: 40))
      }
      let queued = fixture.begin { try await stream.handle.write("q") }
      let flush = fixture.begin { try await stream.handle.flush() }
      let close = fixture.begin { try await stream.handle.close() }
      #expect(reader.streamError == .closed)
      #expect(writer.streamError == .closed)
      #expect(queued.streamError == .closed)
      #expect(flush.streamError == .closed)
      #expect(!close.isDone)
      fixture.driver.completesSends = true
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(close.isDone && close.error == nil)
    }
  }

  @Test func afterCloseEverythingIsClosed() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("buffered\nmore\n", on: stream.descriptor)
      _ = try fixture.run { try await stream.handle.readLine() }
      try fixture.close(stream)
      #expect(fixture.begin { try await stream.handle.readLine() }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.read() }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.write("x") }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.tryWrite("x") }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.flush() }.streamError == .closed)
      #expect(fixture.begin { try await stream.handle.finishWriting() }.streamError == .closed)
      #expect(try fixture.run { await stream.handle.localAddress() } == nil)
    }
  }

  @Test func aBorrowedLineStaysIntactWhileTheStreamCloses() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      let gate = Gate()
      fixture.driver.arrives("borrowed\n", on: stream.descriptor)
      let reader = fixture.begin {
        try await stream.handle.withLine { line in
          await gate.pass()
          return text(line)
        }
      }
      let close = fixture.begin { try await stream.handle.close() }
      fixture.driver.arrives(String(repeating: "!", count: 64), on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      fixture.settle()
      #expect(close.isDone)
      #expect(!reader.isDone)
      #expect(fixture.loop.snapshot().buffers == 1)
      gate.open()
      fixture.settle()
      #expect(reader.value == "borrowed")
    }
  }

  @Test func aReceiveErrorWhileDiscardingEndsIt() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let close = fixture.begin { try await stream.handle.close() }
      try fixture.driver.fail(.receive, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      #expect(close.isDone && close.error == nil)
    }
  }

  @Test func aSendErrorWhileClosingIsThrownAndReset() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      let close = fixture.begin {
        try await stream.handle.write("last")
        try await stream.handle.close()
      }
      try fixture.driver.fail(.send, on: stream.descriptor, with: .brokenPipe)
      fixture.settle()
      guard case .io(let error)? = close.streamError else {
        Issue.record("\(String(describing: close.result))")
        return
      }
      #expect(error.errno == .brokenPipe)
      #expect(fixture.driver.trace.last == .close(stream.descriptor, reset: true))
    }
  }

  @Test func aCloseAfterTheEndOfInputDoesNotLinger() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.ends(stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == nil)
      _ = fixture.driver.takeTrace()
      try fixture.run { try await stream.handle.close() }
      // One call ends both sides.
      #expect(fixture.driver.trace == [.close(stream.descriptor, reset: false)])
    }
  }
}
