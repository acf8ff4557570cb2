// What is written, and when it leaves.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct WritingTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Nothing leaves before it is asked to, or the buffer is full`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(outputBufferSize: 16)
      try stream.writeSequence(Array(0..<16))
      #expect(try peer.arrived().isEmpty, "an exactly full buffer is kept")
      try stream.writeByte(16)
      #expect(try peer.arrived() == Array(0..<16))
      try stream.writeString("abc")
      #expect(try peer.arrived().isEmpty)
      try stream.finishOutput()
      #expect(try peer.arrived() == [16, 0x61, 0x62, 0x63])
      try stream.writeChar("d")
      try stream.forceOutput()
      #expect(try peer.arrived() == [0x64])
      try stream.finishOutput()
      try stream.forceOutput()
      #expect(try peer.arrived().isEmpty)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What is larger than the buffer leaves at once, in order`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(outputBufferSize: 16)
      try stream.writeSequence(Array(0..<10))
      try stream.writeSequence(Array(10..<110))
      #expect(try peer.arrived() == Array(0..<110))
      try stream.writeSequence(Array(0..<10))
      try stream.writeString(String(repeating: "é", count: 100))
      try stream.finishOutput()
      #expect(
        try peer.arrived() == Array(0..<10) + Array(String(repeating: "é", count: 100).utf8))
      try stream.writeSequence([1, 2, 3, 4], start: 1, end: 3)
      try stream.writeSequence([])
      try stream.finishOutput()
      #expect(try peer.arrived() == [2, 3])
    }
  }

  @Test(arguments: BlockingChoice.allCases, [LineEnding.lf, .crlf, .cr])
  func `Line endings are the format's`(choice: BlockingChoice, ending: LineEnding) throws {
    try choice.run {
      let format = ExternalFormat(encoding: .utf8, lineEnding: ending)
      let (stream, peer) = try makeSocketPair(externalFormat: format)
      try stream.writeLine("a\nb")
      try stream.writeString("c\nd\r")
      try stream.writeChar("\n")
      try stream.terpri()
      try stream.close()
      let mark = ending == .lf ? "\n" : ending == .cr ? "\r" : "\r\n"
      let expected = ["a", mark, "b", mark, "c", mark, "d\r", mark, mark].joined()
      #expect(try peer.rest() == Array(expected.utf8))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A fresh line is begun where one is open`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(outputBufferSize: 4)
      #expect(try !stream.freshLine())
      try stream.writeString("x")
      try stream.finishOutput()
      #expect(try stream.freshLine())
      #expect(try !stream.freshLine())
      try stream.writeLine("long enough to be sent directly")
      #expect(try !stream.freshLine())
      try stream.writeSequence(Array("long bytes".utf8))
      #expect(try stream.freshLine())
      try stream.close()
      #expect(
        try peer.rest() == Array("x\nlong enough to be sent directly\nlong bytes\n".utf8))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Bounds of a string count code points`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      try stream.writeString("é€\r\n😀z", start: 1, end: 5)
      try stream.writeString("abc", start: 2)
      try stream.writeString("abc", end: 0)
      try stream.close()
      #expect(try peer.rest() == Array("€\r\n😀c".utf8))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A string with a character that cannot be encoded is not written`(
    choice: BlockingChoice
  ) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair(
        externalFormat: ExternalFormat(encoding: .latin1, lineEnding: .lf), outputBufferSize: 8)
      try stream.writeString("é")
      for text in ["€", "ab\n€", String(repeating: "x", count: 100) + "€"] {
        guard
          case .text(.unencodable(let character, _)) = try condition({
            try stream.writeString(text)
          })
        else {
          Issue.record("encoded")
          return
        }
        #expect(character.scalar == "€")
      }
      #expect(throws: SocketError.self) { try stream.writeChar("€") }
      #expect(throws: SocketError.self) { try stream.writeLine("€") }
      try stream.close()
      #expect(try peer.rest() == [0xE9])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Output that is cleared is gone`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try makeSocketPair()
      try stream.writeString("dropped")
      try stream.clearOutput()
      try stream.writeString("kept")
      try stream.close()
      #expect(try peer.rest() == Array("kept".utf8))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Forcing output waits for nobody, and keeps the rest`(choice: BlockingChoice) throws {
    try choice.run {
      let count = 8 << 20
      let (stream, peer) = try makeSocketPair(outputBufferSize: count)
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
      try stream.writeSequence(bytes)
      try stream.forceOutput()
      try stream.forceOutput()
      let reader = Companion(choice) { try peer.readSequence(count: count + 1) }
      try stream.writeByte(99)
      try stream.finishOutput()
      #expect(try reader.result() == bytes + [99])
    }
  }
}
