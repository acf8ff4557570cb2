// Writers queue, and each one's bytes stay together.

import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamWriterTests {
  /// Takes what is sent, at most `piece` bytes a completion, until nothing is left.
  private func takeOutput(
    of stream: ScriptedStream, in fixture: LoopFixture, piece: Int
  ) throws -> String {
    var taken: [UInt8] = []
    fixture.settle()
    while fixture.driver.operation(.send, on: stream.descriptor) != nil {
      guard case .send(_, let bytes)? = fixture.driver.trace.last else { break }
      taken += bytes.prefix(piece)
      try fixture.driver.complete(sendOn: stream.descriptor, count: min(piece, bytes.count))
      fixture.settle()
    }
    return String(decoding: taken, as: UTF8.self)
  }

  @Test(arguments: [1, 3, 8, 100])
  func writersQueueAndTheirBytesStayTogether(piece: Int) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let texts = ["a", "b", "c", "d"].map { String(repeating: $0, count: 21) }
      // Texts, bytes that go from where they are, and lines.
      let writers = [
        fixture.start { try await stream.handle.write(texts[0]) },
        fixture.start { try await stream.handle.write(Array(texts[1].utf8)) },
        fixture.start { try await stream.handle.writeLine(texts[2]) },
        fixture.start { try await stream.handle.write(texts[3]) },
      ]
      let sent = try takeOutput(of: stream, in: fixture, piece: piece)
      #expect(sent == texts[0] + texts[1] + texts[2] + "\r\n" + texts[3])
      #expect(writers.allSatisfy { $0.isDone && $0.error == nil })
    }
  }

  @Test func tryWriteTakesAllOrNothingAndNeverWaits() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let fill = { (stream: ScriptedStream, texts: [String]) throws in
        try fixture.run {
          var taken: [Bool] = []
          for text in texts { taken.append(try await stream.handle.tryWrite(text)) }
          return taken
        }
      }
      let first = try fill(stream, ["12345", "6789", "678", "9"])
      #expect(first == [true, false, true, false])
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "12345678")])
      #expect(try fill(stream, ["abcdefgh", "i"]) == [true, false])
    }
  }

  @Test func tryWriteIsFalseWhileAnotherWriterIsBeforeUs() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let writer = fixture.begin {
        try await stream.handle.write(String(repeating: "w", count: 30))
      }
      #expect(!writer.isDone)
      #expect(try fixture.run { try await !stream.handle.tryWrite("x") })
      let sent = try takeOutput(of: stream, in: fixture, piece: 100)
      #expect(sent == String(repeating: "w", count: 30))
    }
  }

  @Test func aQueuedWriterThatIsCancelledWritesNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      let first = fixture.begin { try await stream.handle.write(String(repeating: "1", count: 20)) }
      let second = fixture.begin { try await stream.handle.write("2") }
      let third = fixture.begin { try await stream.handle.write("3") }
      second.cancel()
      fixture.settle()
      #expect(second.streamError == .cancelled)
      #expect(!third.isDone)
      let sent = try takeOutput(of: stream, in: fixture, piece: 100)
      #expect(sent == String(repeating: "1", count: 20) + "3")
      #expect(first.isDone && first.error == nil)
      #expect(third.isDone && third.error == nil)
    }
  }

  @Test func aCancelledWriteOfWhichNothingMovedPoisonsNothing() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("01234567") }
      try fixture.run { try await stream.handle.write("89abcdef") }
      let writer = fixture.begin { try await stream.handle.write("lost") }
      #expect(!writer.isDone)
      writer.cancel()
      fixture.settle()
      #expect(writer.streamError == .cancelled)
      let later = fixture.begin { try await stream.handle.write("kept") }
      let sent = try takeOutput(of: stream, in: fixture, piece: 100)
      #expect(sent == "0123456789abcdefkept")
      #expect(later.isDone && later.error == nil)
    }
  }

  @Test func aCancelledWriteOfWhichAPartMovedPoisonsTheOutputWithTheCount() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(output: 8))
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("0123") }
      // Those four fly; eight bytes gather, and the rest waits.
      let writer = fixture.begin { try await stream.handle.write("abcdefghijklmnopqrstuvwxyz") }
      #expect(!writer.isDone)
      writer.cancel()
      fixture.settle()
      let error = try #require(writer.streamError)
      #expect("\(error)".contains(" 8 bytes"))
      let later = fixture.begin { try await stream.handle.write("kept") }
      #expect(later.streamError == error)
      // Reading goes on.
      fixture.driver.arrives("line\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "line")
    }
  }

  @Test func aCancelledFlushEndsTheWaitAndTheBytesFlyOn() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.completesSends = false
      try fixture.run { try await stream.handle.write("hello") }
      let flush = fixture.begin { try await stream.handle.flush() }
      flush.cancel()
      fixture.settle()
      #expect(flush.streamError == .cancelled)
      #expect(fixture.driver.takeTrace() == [.send(stream.descriptor, "hello")])
      #expect(fixture.driver.operation(.send, on: stream.descriptor)?.isCancelled == false)
    }
  }

  @Test func oneSendIsInFlightAndNoneIsLargerThanAMebibyte() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let bytes = [UInt8](repeating: 7, count: (2 << 20) + 5)
      try fixture.run { try await stream.handle.write(bytes) }
      let counts = fixture.driver.takeTrace().map { call -> Int in
        guard case .send(_, let bytes) = call else { return -1 }
        return bytes.count
      }
      #expect(counts == [1 << 20, 1 << 20, 5])
    }
  }

  @Test func aLargeBufferLeavesInPiecesOfAMebibyte() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(StreamConfiguration(outputBufferSize: (1 << 20) + 10))
      try fixture.run {
        try await stream.handle.write(String(repeating: "x", count: (1 << 20) + 1))
      }
      let counts = fixture.driver.takeTrace().map { call -> Int in
        guard case .send(_, let bytes) = call else { return -1 }
        return bytes.count
      }
      #expect(counts == [1 << 20, 1])
    }
  }
}
