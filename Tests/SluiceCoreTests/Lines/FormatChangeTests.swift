import SluiceCore
import TestSupport
import Testing

/// A format may be changed between any two steps.
struct FormatChangeTests {
  @Test
  func `undecoded bytes are read in the new format, and written ones stay`() throws {
    let playback = Playback(Array("é€\né\n".utf8), capacity: 64)
    #expect(try playback.run(ReadScalar()).get() == "é")
    _ = playback.run(WriteText("é"))
    playback.state.format.encoding = .latin1
    #expect(try playback.run(ReadLine()).get() == "\u{E2}\u{82}\u{AC}")
    _ = playback.run(WriteText("é"))
    playback.state.format = ExternalFormat(encoding: .utf16LittleEndian, lineEnding: .lf)
    _ = playback.run(WriteLine("é"))
    #expect(playback.flushed() == [0xC3, 0xA9, 0xE9, 0xE9, 0x00, 0x0A, 0x00])
    #expect(try playback.run(ReadScalar()).get() == "\u{A9C3}")
    #expect(
      playback.run(ReadScalar())
        == .failure(
          .text(
            .malformed(
              MalformedText(
                kind: .oddByte, encoding: .utf16LittleEndian, offset: 8, bytes: [0x0A])))))
  }

  @Test(arguments: [
    ([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00] as [UInt8], "a"),
    ([0xFE, 0xFF, 0x00, 0x61, 0x00, 0x0A], "a"), ([0x00, 0x61, 0x00, 0x0A], "a"),
    ([0xFE, 0xFF], nil), ([], nil),
  ])
  func `the byte order is found out where the text begins`(bytes: [UInt8], line: String?) throws {
    for chunking in Chunking.usual {
      for capacity in [1, 2, 64] {
        // Bytes before the text are not looked at.
        let playback = Playback(
          [0xFF] + bytes, chunking: chunking, capacity: capacity, encoding: .utf16)
        #expect(try playback.run(ReadByte()).get() == 0xFF)
        #expect(try playback.run(ReadLine()).get() == line)
        // It is known from now on; another ending does not change that.
        playback.state.format.lineEnding = .lf
        #expect(try playback.run(ReadLine()).get() == nil)
      }
    }
  }

  @Test
  func `one mark is written, before the first text`() {
    let playback = Playback(output: 3, ending: .lf, encoding: .utf16)
    _ = playback.run(WriteText(""))
    _ = playback.run(WriteLine("a"))
    _ = playback.run(WriteLine("b"))
    playback.state.format.lineEnding = .cr
    _ = playback.run(WriteLine("c"))
    #expect(
      playback.flushed() == [
        0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0, 0x62, 0, 0x0A, 0, 0x63, 0, 0x0D,
      ])
  }
}
