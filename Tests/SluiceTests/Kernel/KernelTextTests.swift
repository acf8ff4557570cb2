// Text in every format over real connections.

import SluiceCore
import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct KernelTextTests {
  static let formats = TextEncoding.all.map { ExternalFormat(encoding: $0, lineEnding: .crlf) }

  @Test(arguments: KernelCase.drivers, formats)
  func linesInEveryEncodingThroughBuffersOfAByteAndMore(
    kind: KernelCase, format: ExternalFormat
  ) async throws {
    for size in [1, 3, 4096] {
      let configuration = StreamConfiguration(
        inputBufferSize: size, outputBufferSize: size, externalFormat: format)
      try await withKernel(kind, configuration: configuration) { fixture in
        let client = try await SocketStream.connect(
          to: .address(fixture.address), configuration: configuration, on: fixture.loop)
        let server = try await fixture.listener.accept()
        let lines = (0..<40).map { String(repeating: "line \($0), ", count: $0 % 7) }
        let echo = fixture.loop.spawn {
          while let line = try await server.readLineAndEnding() {
            if line.isTerminated {
              try await server.writeLine(line.text)
            } else {
              try await server.write(line.text)
            }
          }
          try await server.close()
        }
        let writer = fixture.loop.spawn {
          for line in lines { try await client.writeLine(line) }
          try await client.write("the end")
          try await client.finishWriting()
        }
        let received = try await fixture.loop.spawn {
          try await client.readTextToEnd(limit: 1 << 20)
        }.value
        try await writer.value
        try await echo.value
        try await client.close()
        #expect(received == lines.joined(separator: "\n") + "\nthe end")
      }
    }
  }

  @Test(arguments: KernelCase.drivers)
  func everyReadInTurn(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection()
      let text = "é\r\nkey=value\nrest of it\r\nabcde\u{301}x"
      try await fixture.group.blocking {
        try peer.send(Array(text.utf8) + [0xFF] + Array("!\r\n".utf8))
        peer.finish()
      }
      #expect(try await stream.peekScalar() == "é")
      #expect(try await stream.readScalar() == "é")
      #expect(try await stream.readScalar() == "\n")
      try await stream.unread()
      #expect(try await stream.readByte() == 13)
      #expect(try await stream.peekByte() == 10)
      #expect(try await stream.readScalar() == "\n")
      await #expect(throws: StreamError.nothingToUnread) {
        _ = try await stream.readText(until: "=")
        try await stream.unread()
      }
      #expect(try await stream.readText(until: "\n") == "value")
      #expect(try await stream.readText(count: 11) == "rest of it\n")
      #expect(try await stream.isInputReady())
      #expect(try await stream.readText(upTo: 4) == "abcd")
      #expect(try await stream.readCharacter() == "e\u{301}")
      #expect(await stream.failsAsText())
      #expect(try await stream.skipBadText() == 1)
      #expect(
        try await stream.readLineAndEnding() == Line(text: "x!", isTerminated: true))
      #expect(try await stream.readScalarWithoutWaiting() == .read(nil))
      #expect(try await !stream.isInputReady())
      #expect(try await stream.readToEnd(limit: 0) == [])
      try await stream.close()
      peer.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func readingWithoutWaitingFindsWhatTheKernelHolds(kind: KernelCase) async throws {
    try await withKernel(kind, configuration: .small(input: 2)) { fixture in
      let (peer, stream) = try await fixture.connection()
      #expect(try await stream.readScalarWithoutWaiting() == .nothing)
      #expect(try await stream.readByteWithoutWaiting() == .nothing)
      #expect(try await !stream.isInputReady())
      // A receive is in flight, left by a read that was given up.
      let given = fixture.loop.spawn { try await stream.readLine() }
      given.cancel()
      _ = await given.result
      try await fixture.group.blocking { try peer.send(Array("日本\npart".utf8)) }
      #expect(try await stream.waits { try await stream.isInputReady() })
      #expect(try await stream.readScalarWithoutWaiting() == .read("日"))
      #expect(try await stream.readLineWithoutWaiting() == .read("本"))
      #expect(try await stream.readLineWithoutWaiting() == .nothing)
      #expect(try await stream.drainInput() == Array("part".utf8))
      #expect(await stream.bufferedInputCount() == 0)
      peer.close()
      try await stream.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func writingFromEveryKindOfString(kind: KernelCase) async throws {
    let configuration = StreamConfiguration(
      outputBufferSize: 8,
      externalFormat: ExternalFormat(encoding: .latin1, lineEnding: .crlf))
    try await withKernel(kind, configuration: configuration) { fixture in
      let (peer, stream) = try await fixture.connection()
      try await stream.write("constant é " as StaticString)
      try await stream.write("a substring".dropFirst(2))
      #expect(try await stream.freshLine())
      #expect(try await !stream.freshLine())
      try await stream.write("ü" as Character)
      try await stream.write("ß" as Unicode.Scalar)
      try await stream.writeLine("line".dropFirst())
      try await stream.write("x\ny\n", convertingNewlines: true)
      let error = StreamError.text(
        .unencodable(UnencodableCharacter(scalar: "€", index: 2), .latin1))
      await #expect(throws: error) { try await stream.writeLine("no€") }
      await #expect(throws: error) { try await stream.write("no€ \(configuration)") }
      await #expect(throws: error) { _ = try await stream.tryWrite("no€") }
      try await stream.setExternalFormat(
        ExternalFormat(encoding: .utf16LittleEndian, lineEnding: .lf))
      #expect(await stream.externalFormat().encoding == .utf16LittleEndian)
      try await stream.writeLine("€")
      try await stream.finishWriting()
      let expected =
        ExternalFormat.latin1("constant é substring\r\nüßine\r\nx\r\ny\r\n")
        + [0xAC, 0x20, 0x0A, 0x00]
      let received = try await fixture.group.blocking { try peer.receiveAll() }
      #expect(received == expected)
      peer.close()
      try await stream.close()
    }
  }

  @Test(arguments: KernelCase.drivers)
  func whatIsBufferedCanBeToldAndThrownAway(kind: KernelCase) async throws {
    let configuration = StreamConfiguration(autoFlush: false)
    try await withKernel(kind, configuration: configuration) { fixture in
      let (peer, stream) = try await fixture.connection()
      try await fixture.group.blocking { try peer.send(Array("one\ntwo".utf8)) }
      #expect(try await stream.readLine() == "one")
      #expect(await stream.bufferedInputCount() == 3)
      #expect(try await stream.discardInput() == 3)
      try await stream.write("lost")
      #expect(await stream.unsentOutputCount() == 4)
      #expect(try await stream.discardOutput() == 4)
      try await stream.write("kept")
      try await stream.startFlush()
      let received = try await fixture.group.blocking { try peer.receive(exactly: 4) }
      #expect(received == Array("kept".utf8))
      peer.close()
      try await stream.close()
    }
  }
}

extension SocketStream {
  /// Whether a line fails because FF is no UTF-8.
  fileprivate func failsAsText() async -> Bool {
    do throws(StreamError) {
      _ = try await readLine()
      return false
    } catch {
      guard case .text(.malformed(let text)) = error else { return false }
      return text.bytes == [0xFF] && text.encoding == .utf8
    }
  }

  /// Asks until the answer is yes, and lets the loop turn in between.
  fileprivate func waits(until condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
      if try await condition() { return true }
      try await Task.sleep(for: .milliseconds(2))
    }
    return false
  }
}

extension ExternalFormat {
  fileprivate static func latin1(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
  }
}
