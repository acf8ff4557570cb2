// Lines over a stream: lengths, splits, text that is none. (The framing itself is tested with the
// steps.)

import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite struct StreamLineTests {
  @Test func crlfIsFoundWhereverReceivesAreSplit() throws {
    let input = Array("alpha\r\nbeta\n\r\ngamma\r\n".utf8)
    for split in 0...input.count {
      try withLoop { fixture throws in
        let stream = fixture.stream()
        let reader = fixture.begin { () -> [String] in
          var lines: [String] = []
          while let line = try await stream.handle.readLine() { lines.append(line) }
          return lines
        }
        for part in [input[..<split], input[split...]] {
          fixture.driver.arrives(part, on: stream.descriptor)
          fixture.settle()
        }
        fixture.driver.ends(stream.descriptor)
        fixture.settle()
        #expect(reader.value == ["alpha", "beta", "", "gamma"], "split at \(split)")
      }
    }
  }

  @Test func linesOfEveryLengthAroundBufferAndLimit() throws {
    let (buffer, limit) = (16, 40)
    for length in 0...(limit + 3) {
      try withLoop { fixture throws in
        let stream = fixture.stream(.small(input: buffer, line: limit))
        let line = String(repeating: "x", count: length)
        fixture.driver.arrives(line + "\r\nnext\r\n", on: stream.descriptor)
        let reader = fixture.begin { try await stream.handle.readLine() }
        if length <= limit {
          #expect(reader.value == line, "length \(length)")
          #expect(try fixture.run { try await stream.handle.readLine() } == "next")
          // What a long line needed beside the buffer has been given back.
          #expect(fixture.loop.snapshot().buffers == 1, "length \(length)")
        } else {
          #expect(reader.streamError == .lineTooLong(limit: limit), "length \(length)")
        }
      }
    }
  }

  @Test func aLineThatIsTooLongCanBeReadRaw() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 8, line: 20))
      let line = String(repeating: "y", count: 33)
      fixture.driver.arrives(line + "\nnext\n", on: stream.descriptor)
      let first = fixture.begin { try await stream.handle.readLine() }
      #expect(first.streamError == .lineTooLong(limit: 20))
      // Nothing was consumed: it is too long again.
      let second = fixture.begin { try await stream.handle.readLine() }
      #expect(second.streamError == .lineTooLong(limit: 20))
      #expect(try fixture.run { try await stream.handle.readExactly(33) } == Array(line.utf8))
      #expect(try fixture.run { try await stream.handle.readLine() } == "")
      #expect(try fixture.run { try await stream.handle.readLine() } == "next")
    }
  }

  @Test func textThatIsNoneIsAnErrorWithItsOffsetAndTheStreamGoesOn() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      let bad: [UInt8] = [0x61, 0x62, 0xFF, 0x63]
      fixture.driver.arrives("good\n", on: stream.descriptor)
      fixture.driver.arrives(bad + Array("\nnext\n".utf8), on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "good")
      for _ in 0..<2 {
        let reader = fixture.begin { try await stream.handle.readLine() }
        let bad = MalformedText(kind: .aboveMaximum, encoding: .utf8, offset: 7, bytes: [0xFF])
        #expect(reader.streamError == .text(.malformed(bad)))
      }
      let raw = try fixture.run {
        try await stream.handle.withLine { line in line.indices.map { line[$0] } }
      }
      #expect(raw == bad)
      #expect(try fixture.run { try await stream.handle.readLine() } == "next")
    }
  }

  @Test func whatStandsBeforeTheEndOfTheStreamIsTheLastLine() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream()
      fixture.driver.arrives("one\ntwo", on: stream.descriptor)
      fixture.driver.ends(stream.descriptor)
      let lines = try fixture.run { () -> [String] in
        var lines: [String] = []
        for try await line in stream.handle.lines { lines.append(line) }
        return lines
      }
      #expect(lines == ["one", "two"])
    }
  }

  @Test func aStrictStreamRefusesABareLineFeedAndWritesCRLF() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(
        StreamConfiguration(externalFormat: ExternalFormat(lineEnding: .crlfStrict)))
      fixture.driver.arrives("good\r\nbad\nrest\r\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "good")
      guard case .text? = fixture.begin({ try await stream.handle.readLine() }).streamError else {
        Issue.record("a bare LF was taken for an ending")
        return
      }
      try fixture.run { try await stream.handle.writeLine("answer") }
      #expect(fixture.driver.sentBytes == Array("answer\r\n".utf8))
    }
  }

  @Test(arguments: [(LineEnding.crlf, "x\r\n"), (.lf, "x\n"), (.cr, "x\r"), (.crlfStrict, "x\r\n")])
  func writtenLinesEndAsConfigured(ending: LineEnding, expected: String) throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(
        StreamConfiguration(externalFormat: ExternalFormat(lineEnding: ending)))
      try fixture.run {
        try await stream.handle.writeLine("x")
        try await stream.handle.writeLine([UInt8(ascii: "x")].span)
      }
      #expect(fixture.driver.sentBytes == Array((expected + expected).utf8))
    }
  }

  @Test func aWrappedLineIsMovedOnceAndCounted() throws {
    try withLoop { fixture throws in
      let stream = fixture.stream(.small(input: 16))
      fixture.driver.arrives("0123456789\nabc", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "0123456789")
      fixture.driver.arrives("defgh\n", on: stream.descriptor)
      #expect(try fixture.run { try await stream.handle.readLine() } == "abcdefgh")
      try fixture.close(stream)
      #expect(fixture.loop.snapshot().lineMoves == 1)
    }
  }
}
