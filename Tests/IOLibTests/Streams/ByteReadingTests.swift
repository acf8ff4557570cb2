// Bytes, sequences, and what is done to the input buffer.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct ByteReadingTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Bytes and characters mix freely`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received([1] + Array("é\nx".utf8) + [0xFF])
      #expect(try stream.readByte() == 1)
      #expect(try stream.readLine()?.line == "é")
      #expect(try stream.readChar() == "x")
      #expect(try stream.readByte() == 0xFF)
      #expect(try stream.readByte() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A sequence is filled between its bounds`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(Array(1...10), input: 4)
      var bytes = [UInt8](repeating: 0, count: 8)
      #expect(try stream.readSequence(into: &bytes, start: 2, end: 2) == 2)
      #expect(try stream.readSequence(into: &bytes, start: 2, end: 5) == 5)
      #expect(bytes == [0, 0, 1, 2, 3, 0, 0, 0])
      #expect(try stream.readByte() == 4)
      #expect(try stream.readSequence(into: &bytes) == 6)
      #expect(bytes == [5, 6, 7, 8, 9, 10, 0, 0])
      #expect(try stream.readSequence(into: &bytes) == 0)
      #expect(try stream.readSequence(count: 3).isEmpty)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A sequence waits until it is full`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      let count = 1 << 20
      let sender = Companion(choice) {
        for start in stride(from: 0, to: count, by: 1000) {
          try peer.writeSequence((start..<min(start + 1000, count)).map { UInt8($0 % 251) })
          try peer.finishOutput()
        }
      }
      #expect(try stream.readSequence(count: count) == (0..<count).map { UInt8($0 % 251) })
      try sender.result()
    }
  }

  @Test(arguments: BlockingChoice.allCases, [(-1, 2), (3, 2), (0, 9), (9, nil)])
  func `Bounds that are none are refused`(choice: BlockingChoice, bounds: (Int, Int?)) throws {
    try choice.run {
      let (stream, _) = try received([1, 2, 3])
      var bytes = [UInt8](repeating: 0, count: 8)
      let (start, end) = bounds
      let operations: [() throws -> Void] = [
        { _ = try stream.readSequence(into: &bytes, start: start, end: end) },
        { _ = try stream.drainInputBuffer(into: &bytes, start: start, end: end) },
        { try stream.writeSequence(bytes, start: start, end: end) },
        { try stream.writeString("12345678", start: start, end: end) },
        { _ = try stream.readSequence(count: -1) },
        { _ = try stream.readSequence(characters: -1) },
      ]
      for operation in operations {
        guard case .invalidArgument = try condition(operation) else {
          Issue.record("accepted")
          return
        }
      }
      #expect(try stream.rest() == [1, 2, 3])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A sequence of characters counts line endings as one`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(
        Array("a\r\n€😀b".utf8), ExternalFormat(encoding: .utf8, lineEnding: .crlf), input: 3)
      #expect(try stream.readSequence(characters: 0) == "")
      #expect(try stream.readSequence(characters: 4) == "a\n€😀")
      #expect(try stream.readSequence(characters: 4) == "b")
      #expect(try stream.readSequence(characters: 4) == "")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What is buffered is drained, and no more`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try received(Array("ABCDE".utf8), isOpen: true)
      defer { withExtendedLifetime(peer) {} }
      var bytes = [UInt8](repeating: 0, count: 8)
      #expect(try stream.drainInputBuffer(into: &bytes) == nil, "the kernel is not asked")
      #expect(try stream.readChar() == "A")
      #expect(try stream.drainInputBuffer(into: &bytes, start: 3, end: 3) == nil)
      #expect(try #require(try stream.drainInputBuffer(into: &bytes, start: 1, end: 3)) == (3, 2))
      #expect(bytes == [0, 0x42, 0x43, 0, 0, 0, 0, 0])
      #expect(try #require(try stream.drainInputBuffer(into: &bytes)) == (2, 0))
      #expect(bytes.prefix(2) == [0x44, 0x45])
      #expect(try stream.drainInputBuffer(into: &bytes) == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Clearing the input drops the buffer alone`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try received(Array("AB".utf8), isOpen: true)
      #expect(try stream.readChar() == "A")
      try peer.writeString("C")
      try peer.finishOutput()
      try stream.clearInput()
      #expect(try stream.readChar() == "C")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A new format is for what is read and written from then on`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try received(Array("x€\r\ny".utf8), isOpen: true)
      #expect(try stream.readChar() == "x")
      try stream.writeString("€")
      stream.externalFormat = ExternalFormat(encoding: .latin1, lineEnding: .crlf)
      #expect(stream.externalFormat.encoding == .latin1)
      #expect(try stream.readLine()?.line == "\u{E2}\u{82}\u{AC}")
      try stream.writeString("é\n")
      try stream.close()
      #expect(try peer.rest() == [0xE2, 0x82, 0xAC, 0xE9, 0x0d, 0x0a])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A sequence cut short by a time-out goes back to the buffer`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try received([1, 2, 3], isOpen: true)
      try stream.setSocketOption(.receiveTimeout, .milliseconds(10))
      let error = try condition { _ = try stream.readSequence(count: 5) }
      #expect(error.errno == .wouldBlock)
      try peer.writeSequence([4, 5])
      try peer.finishOutput()
      #expect(try stream.readSequence(count: 5) == [1, 2, 3, 4, 5])
    }
  }
}
