// One reader at a time; a wait that is broken off loses no byte.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamReadingTests {
  @Test func aSecondReaderIsBusyAtOnce() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let first = fixture.begin { try await stream.handle.readLine() }
      #expect(fixture.begin { try await stream.handle.readLine() }.streamError == .busy)
      #expect(fixture.begin { try await stream.handle.read() }.streamError == .busy)
      #expect(fixture.begin { try await stream.handle.readExactly(3) }.streamError == .busy)
      let borrowed = fixture.begin { try await stream.handle.withLine { $0.count } }
      #expect(borrowed.streamError == .busy)
      fixture.driver.arrives("one\n", on: stream.descriptor)
      fixture.settle()
      #expect(first.value == "one")
    }
  }

  @Test func aReadInsideABorrowingClosureIsBusy() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("one\ntwo\n", on: stream.descriptor)
      let outcome = fixture.begin {
        try await stream.handle.withLine { _ -> String? in try await stream.handle.readLine() }
      }
      #expect(outcome.streamError == .busy)
      // The line was consumed when the closure threw.
      #expect(try fixture.run { try await stream.handle.readLine() } == "two")
      fixture.driver.arrives("raw", on: stream.descriptor)
      let bytes = fixture.begin {
        try await stream.handle.withBytes { _ in try await stream.handle.read() }
      }
      #expect(bytes.streamError == .busy)
    }
  }

  @Test func aBorrowedLineIsIntactWhileMoreArrives() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      let gate = Gate()
      fixture.driver.arrives("first\nsec", on: stream.descriptor)
      let reader = fixture.begin {
        try await stream.handle.withLine { line in
          await gate.pass()
          return text(line)
        }
      }
      fixture.driver.arrives("ond\nthird, which wraps\n", on: stream.descriptor)
      fixture.settle()
      gate.open()
      fixture.settle()
      #expect(reader.value == "first")
      #expect(try fixture.run { try await stream.handle.readLine() } == "second")
      #expect(try fixture.run { try await stream.handle.readLine() } == "third, which wraps")
    }
  }

  @Test func aCancelledReadLeavesTheReceiveAndItsBytesToTheNextRead() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let first = fixture.begin { try await stream.handle.readLine() }
      first.cancel()
      fixture.settle()
      #expect(first.streamError == .cancelled)
      #expect(fixture.driver.operation(.receive, on: stream.descriptor)?.isCancelled == false)
      fixture.driver.arrives("kept\n", on: stream.descriptor)
      fixture.settle()
      _ = fixture.driver.takeTrace()
      #expect(try fixture.run { try await stream.handle.readLine() } == "kept")
      #expect(fixture.driver.trace == [])
    }
  }

  @Test func aReadOfACancelledTaskStillTakesWhatIsBuffered() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("one\ntwo\n", on: stream.descriptor)
      let gate = Gate()
      let reader = fixture.begin { () -> [String?] in
        let first = try await stream.handle.readLine()
        await gate.pass()
        return [first, try await stream.handle.readLine()]
      }
      reader.cancel()
      gate.open()
      fixture.settle()
      #expect(reader.value == ["one", "two"])
      let late = fixture.start { try await stream.handle.readLine() }
      late.cancel()
      fixture.settle()
      #expect(late.streamError == .cancelled)
    }
  }

  @Test func readExactlyThatIsCancelledPutsBackWhatItTook() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 8))
      let reader = fixture.begin { () -> Int in
        var bytes = [UInt8](repeating: 0, count: 20)
        var room = bytes.mutableSpan
        try await stream.handle.readExactly(into: &room)
        return bytes.count
      }
      fixture.driver.arrives("abcdefghijkl", on: stream.descriptor)
      fixture.settle()
      #expect(!reader.isDone)
      reader.cancel()
      fixture.settle()
      #expect(reader.streamError == .cancelled)
      let rest = try fixture.run { try await stream.handle.readExactly(12) }
      #expect(rest == Array("abcdefghijkl".utf8))
    }
  }

  @Test func readExactlyReportsHowManyBytesCame() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("abc", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      let short = fixture.begin { try await stream.handle.readExactly(5) }
      #expect(short.streamError == .endOfStream(received: 3))
      // They can still be read.
      #expect(try fixture.run { try await stream.handle.read() } == Array("abc".utf8))
      #expect(try fixture.run { try await stream.handle.read() } == [])
    }
  }

  @Test func theEndOfTheStreamIsAValueAndStays() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.ends(stream.descriptor)
      for _ in 0..<3 {
        #expect(try fixture.run { try await stream.handle.readLine() } == nil)
        #expect(try fixture.run { try await stream.handle.read() } == [])
        #expect(try fixture.run { try await stream.handle.withLine { $0.count } } == nil)
      }
      let receives = fixture.driver.trace.filter { if case .receive = $0 { true } else { false } }
      #expect(receives.count == 1)
    }
  }

  @Test func zeroLengthReadsReturnAtOnce() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      #expect(try fixture.run { try await stream.handle.read(upTo: 0) } == [])
      #expect(try fixture.run { try await stream.handle.readExactly(0) } == [])
      let count = try fixture.run { () -> Int in
        var none: [UInt8] = []
        var room = none.mutableSpan
        try await stream.handle.readExactly(into: &room)
        return try await stream.handle.read(into: &room)
      }
      #expect(count == 0)
      #expect(fixture.driver.trace == [])
    }
  }

  @Test func aReceiveErrorComesAfterWhatWasReceivedAndStays() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readLine() }
      fixture.driver.arrives("whole\nhalf", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == "whole")
      let next = fixture.begin { try await stream.handle.readLine() }
      try fixture.driver.fail(.receive, on: stream.descriptor, with: .connectionReset)
      fixture.settle()
      let expected = StreamError.io(
        IOError(
          .receive, .connectionReset, local: fixture.driver.localAddress,
          peer: fixture.driver.peerAddress))
      #expect(next.streamError == expected)
      #expect(fixture.begin { try await stream.handle.readLine() }.streamError == expected)
      // What is buffered can still be read raw.
      #expect(try fixture.run { try await stream.handle.read() } == Array("half".utf8))
      #expect(fixture.begin { try await stream.handle.read() }.streamError == expected)
    }
  }

  @Test func aReceiveAsksForTheLargestContiguousRoom() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.arrives("0123456789", on: stream.descriptor)
      _ = try fixture.run { try await stream.handle.readExactly(4) }
      let reader = fixture.begin { try await stream.handle.readExactly(10) }
      #expect(
        fixture.driver.takeTrace() == [
          .receive(stream.descriptor, count: 16, .nothing),
          .receive(stream.descriptor, count: 6, .nothing),
        ])
      fixture.driver.arrives("abcd", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == Array("456789abcd".utf8))
      // Empty again: the ring has rewound, and all of it is asked for.
      _ = fixture.begin { try await stream.handle.readLine() }
      #expect(fixture.driver.takeTrace() == [.receive(stream.descriptor, count: 16, .nothing)])
    }
  }

  @Test func moreInTheSocketIsExpectedByTheNextReceive() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let reader = fixture.begin { try await stream.handle.readExactly(4) }
      try fixture.driver.complete(
        receiveOn: stream.descriptor, with: Array("ab".utf8), moreQueued: true)
      _ = fixture.driver.takeTrace()
      fixture.settle()
      let room = StreamConfiguration.defaultBufferSize - 2
      #expect(fixture.driver.takeTrace() == [.receive(stream.descriptor, count: room, .data)])
      fixture.driver.arrives("cd", on: stream.descriptor)
      fixture.settle()
      #expect(reader.value == Array("abcd".utf8))
    }
  }
}

/// A borrowed line as text.
func text(_ bytes: Span<UInt8>) -> String {
  String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
}
