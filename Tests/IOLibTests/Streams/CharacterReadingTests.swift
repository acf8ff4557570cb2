// read-char, peek-char, unread-char, read-char-no-hang and listen.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

@Suite(.timeLimit(.minutes(10))) struct CharacterReadingTests {
  @Test(arguments: BlockingChoice.allCases)
  func `Characters of every length, and the end`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(Array("aé€😀\0\u{FEFF}".utf8))
      let expected: [Unicode.Scalar] = ["a", "é", "€", "😀", "\0", "\u{FEFF}"]
      for scalar in expected { #expect(try stream.readChar() == scalar) }
      #expect(try stream.readChar() == nil)
      #expect(try stream.readChar() == nil)
      #expect(try stream.readByte() == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases, [LineEnding.lf, .crlf, .cr])
  func `A line ending is one character, and is put back as its bytes`(
    choice: BlockingChoice, ending: LineEnding
  ) throws {
    try choice.run {
      let bytes: [UInt8] = ending == .lf ? [0x0a] : ending == .cr ? [0x0d] : [0x0d, 0x0a]
      let format = ExternalFormat(encoding: .utf8, lineEnding: ending)
      let (stream, _) = try received([0x61] + bytes + [0x62], format)
      #expect(try stream.readChar() == "a")
      #expect(try stream.readChar() == "\n")
      try stream.unreadChar()
      #expect(try stream.rest() == bytes + [0x62])
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `One character is put back, once`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(Array("a€bc\nd".utf8))
      #expect(try condition { try stream.unreadChar() } == .noCharactersToUnread)
      _ = try stream.peekChar()
      #expect(try condition { try stream.unreadChar() } == .noCharactersToUnread)
      #expect(try stream.readChar() == "a")
      #expect(try stream.readChar() == "€")
      try stream.unreadChar()
      #expect(try condition { try stream.unreadChar() } == .noCharactersToUnread)
      #expect(try stream.peekChar() == "€")
      #expect(try stream.readCharNoHang() == .read("€"))
      try stream.unreadChar()
      #expect(try stream.readChar() == "€")
      #expect(try stream.readByte() == 0x62)
      try stream.unreadChar()
      #expect(try stream.readLine()?.line == "bc")
      #expect(try condition { try stream.unreadChar() } == .noCharactersToUnread)
      #expect(try stream.readChar() == "d")
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Looking ahead, at once or past others`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, _) = try received(Array(" \t\u{A0} x--y".utf8))
      #expect(try stream.peekChar() == " ")
      #expect(try stream.peekChar(skippingWhitespace: false) == " ")
      #expect(try stream.peekChar(skippingWhitespace: true) == "x")
      #expect(try stream.readChar() == "x")
      #expect(try stream.peekChar("y") == "y")
      #expect(try stream.peekChar("y") == "y")
      #expect(try stream.readChar() == "y")
      #expect(try stream.peekChar() == nil)
      #expect(try stream.peekChar("y") == nil)
      #expect(try stream.peekChar(skippingWhitespace: true) == nil)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `Nothing there is told from the end`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try received([], isOpen: true)
      #expect(try stream.readCharNoHang() == .nothing)
      #expect(try !stream.listen())
      try peer.writeString("q")
      try peer.finishOutput()
      #expect(try stream.listen())
      #expect(try stream.readCharNoHang() == .read("q"))
      #expect(try stream.readCharNoHang() == .nothing)
      try peer.close()
      #expect(try !stream.listen())
      #expect(try stream.readCharNoHang() == .read(nil))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A part of a character is nothing until the rest comes`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try received([0xE2, 0x82], isOpen: true)
      for _ in 0..<3 {
        #expect(try stream.readCharNoHang() == .nothing)
        #expect(try !stream.listen())
      }
      try peer.writeByte(0xAC)
      try peer.finishOutput()
      #expect(try stream.listen())
      #expect(try stream.readCharNoHang() == .read("€"))
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A lone CR waits for what follows it`(choice: BlockingChoice) throws {
    try choice.run {
      for (byte, first) in [(UInt8(0x0a), Unicode.Scalar("\n")), (0x78, "\r")] {
        let (stream, peer) = try received(
          [0x0d], ExternalFormat(encoding: .utf8, lineEnding: .crlf), isOpen: true)
        #expect(try stream.readCharNoHang() == .nothing)
        #expect(try !stream.listen())
        try peer.writeByte(byte)
        try peer.finishOutput()
        #expect(try stream.readCharNoHang() == .read(first))
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A reset is told, by each of them`(choice: BlockingChoice) throws {
    try choice.run {
      let operations: [(ActiveStreamSocket) throws -> Void] = [
        { _ = try $0.listen() }, { _ = try $0.readCharNoHang() }, { _ = try $0.readChar() },
        { _ = try $0.readLine() }, { _ = try $0.readByte() }, { _ = try $0.peekChar() },
        { _ = try $0.readSequence(count: 3) },
      ]
      for operation in operations {
        let (stream, peer) = try connection()
        peer.reset()
        _ = try stream.handle.wait(for: .peerClosed, .receive, until: nil)
        let error = try condition { try operation(stream) }
        #expect(error.errno == .connectionReset && error.isSocketError)
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A socket that was never connected says so`(choice: BlockingChoice) throws {
    try choice.run {
      let stream = try makeSocket()
      guard case .notConnected = try condition({ _ = try stream.readChar() }) else {
        Issue.record("not told")
        return
      }
    }
  }
}
