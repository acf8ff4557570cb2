// read-line, with every ending.

import SluiceCore
import TestSupport
import Testing

@testable import IOLib

/// Bytes and the lines that they are.
struct LineCase: Sendable, CustomTestStringConvertible {
  let ending: LineEnding
  let text: String
  let lines: [String]
  var missingNewline = false

  init(_ ending: LineEnding, _ text: String, _ lines: [String], missing: Bool = false) {
    (self.ending, self.text, self.lines, missingNewline) = (ending, text, lines, missing)
  }

  var testDescription: String { "\(ending) \(text.debugDescription.prefix(30))" }

  static let all: [LineCase] = [
    LineCase(.lf, "", []),
    LineCase(.lf, "\n", [""]),
    LineCase(.lf, "a\nb", ["a", "b"], missing: true),
    LineCase(.lf, "a\nb\n\n", ["a", "b", ""]),
    LineCase(.lf, "a\r\nb\n", ["a\r", "b"]),
    LineCase(.lf, "nul\0nul\n", ["nul\0nul"]),
    LineCase(.lf, "\u{FEFF}mark\n", ["\u{FEFF}mark"]),
    LineCase(.lf, "שלום\nпривет\n😀\n", ["שלום", "привет", "😀"]),
    LineCase(.crlf, "a\r\nb\r\n", ["a", "b"]),
    LineCase(.crlf, "a\nb\n", ["a", "b"]),
    LineCase(.crlf, "a\rb\r\n", ["a\rb"]),
    LineCase(.crlf, "a\r\r\n", ["a\r"]),
    LineCase(.crlf, "a\r\nb", ["a", "b"], missing: true),
    LineCase(.crlf, "a\r", ["a\r"], missing: true),
    LineCase(.cr, "a\rb\r\r", ["a", "b", ""]),
    LineCase(.cr, "a\rb", ["a", "b"], missing: true),
    LineCase(
      .lf, String(repeating: "long ", count: 20_000) + "\nx\n",
      [String(repeating: "long ", count: 20_000), "x"]),
  ]
}

@Suite(.timeLimit(.minutes(10))) struct LineReadingTests {
  @Test(arguments: BlockingChoice.allCases, LineCase.all)
  func `Lines end where the format says`(choice: BlockingChoice, line: LineCase) throws {
    try choice.run {
      for size in [nil, 1, 7, 64] {
        let (stream, _) = try received(
          Array(line.text.utf8), ExternalFormat(encoding: .utf8, lineEnding: line.ending),
          input: size)
        let (lines, isMissing) = try stream.allLines()
        #expect(lines.map { Array($0.utf8) } == line.lines.map { Array($0.utf8) })
        #expect(isMissing == line.missingNewline)
        #expect(try stream.readLine() == nil, "the end is read again")
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases, [TextEncoding.latin1, .usASCII, .utf8])
  func `A CR LF at the end of the buffer ends a line, in every encoding`(
    choice: BlockingChoice, encoding: TextEncoding
  ) throws {
    try choice.run {
      for size in [2, 16, 4096] {
        let text = String(repeating: "x", count: size - 1)
        let format = ExternalFormat(encoding: encoding, lineEnding: .crlf)
        let (stream, _) = try received(Array("\(text)\r\ny\r\n".utf8), format, input: size)
        #expect(try stream.allLines() == ([text, "y"], false))
        // The same where the LF comes later.
        let (late, peer) = try received(
          Array("\(text)\r".utf8), format, input: size, isOpen: true)
        for _ in 0..<(size - 1) { #expect(try late.readChar() == "x") }
        #expect(try late.readCharNoHang() == .nothing)
        try peer.writeByte(0x0a)
        try peer.finishOutput()
        #expect(try late.readChar() == "\n")
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `What is split over packets comes together`(choice: BlockingChoice) throws {
    try choice.run {
      let text = "é€\r\n😀\r\r\nz"
      let bytes = Array(text.utf8)
      for cut in 0...bytes.count {
        let (stream, peer) = try received(
          Array(bytes[..<cut]), ExternalFormat(encoding: .utf8, lineEnding: .crlf), isOpen: true)
        var scalars = String.UnicodeScalarView()
        while case .read(let scalar?) = try stream.readCharNoHang() { scalars.append(scalar) }
        try peer.writeSequence(bytes, start: cut)
        try peer.close()
        let all = String(scalars) + (try stream.allCharacters())
        #expect(Array(all.unicodeScalars) == Array("é€\n😀\r\nz".unicodeScalars), "cut at \(cut)")
      }
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `A line that a time-out cut short is read whole later`(choice: BlockingChoice) throws {
    try choice.run {
      let (stream, peer) = try received(Array("half a ".utf8), isOpen: true)
      try stream.setSocketOption(.receiveTimeout, .milliseconds(10))
      guard case .wouldBlock = try condition({ _ = try stream.readLine() }) else {
        Issue.record("no time-out")
        return
      }
      try peer.writeLine("line")
      try peer.finishOutput()
      #expect(try stream.readLine()?.line == "half a line")
    }
  }
}

private func == (
  a: (lines: [String], missingNewline: Bool), b: ([String], Bool)
) -> Bool {
  a.lines == b.0 && a.missingNewline == b.1
}
