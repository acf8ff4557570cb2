import SluiceCore
import TestSupport
import Testing

/// Bad text: said once, consumed by nobody, skipped by one call.
struct BadTextTests {
  @Test(arguments: Chunking.usual, [1, 2, 3, 64])
  func `one call gets past the bad bytes, and what is before them stays`(
    chunking: Chunking, capacity: Int
  ) throws {
    let input = Array("ab".utf8) + [0xE6, 0x97] + Array("cd\r\n".utf8) + [0xFF] + Array("x".utf8)
    let playback = Playback(input, chunking: chunking, capacity: capacity)
    let error = StepError.text(
      .malformed(
        MalformedText(kind: .truncated, encoding: .utf8, offset: 2, bytes: [0xE6, 0x97])))
    #expect(playback.run(ReadLine()) == .failure(error))
    #expect(playback.run(ReadLine()) == .failure(error))
    #expect(playback.run(SkipBadText()) == .success(2))
    #expect(playback.run(SkipBadText()) == .success(0))
    #expect(playback.run(ReadLine()) == .success("abcd"))
    guard case .failure = playback.run(ReadScalar()) else {
      Issue.record("FF is no UTF-8")
      return
    }
    #expect(playback.run(IsInputReady()) == .success(true))
    #expect(playback.run(SkipBadText()) == .success(1))
    #expect(playback.run(ReadScalar()) == .success("x"))
  }

  @Test
  func `bytes that were read otherwise are not skipped`() {
    let playback = Playback([0xFF, 0x61])
    _ = playback.run(ReadScalar())
    #expect(playback.run(ReadByte()) == .success(0xFF))
    #expect(playback.run(SkipBadText()) == .success(0))
    #expect(playback.run(ReadScalar()) == .success("a"))
  }

  @Test(arguments: [1, 5, 64])
  func `text that cannot be encoded is not written in part`(output: Int) {
    let playback = Playback(output: output, ending: .lf, encoding: .latin1)
    let text = String(repeating: "é", count: 20) + "€!"
    let error = StepError.text(
      .unencodable(UnencodableCharacter(scalar: "€", index: 20), .latin1))
    #expect(playback.run(WriteText("<")) == .success(()))
    #expect(playback.run(WriteText(text)) == .failure(error))
    #expect(playback.run(WriteLine(text)) == .failure(error))
    #expect(playback.run(WriteLine(text.dropLast())) == .failure(error))
    _ = playback.run(Flush())
    let first = StepError.text(
      .unencodable(UnencodableCharacter(scalar: "€", index: 0), .latin1))
    #expect(playback.tryWrite("€") == .failure(first))
    #expect(playback.run(WriteLine(String(repeating: "-", count: output - 1))) == .success(()))
    #expect(playback.state.output.room == 0)
    #expect(playback.tryWrite("€") == .failure(first), "bad text is told from a lack of room")
    #expect(playback.tryWrite("é") == .success(false))
    _ = playback.run(DiscardOutput())
    playback.state.format.invalid = .replace(writing: "¤")
    #expect(playback.run(WriteLine("€>")) == .success(()))
    #expect(playback.flushed() == [0x3C, 0xA4, 0x3E, 0x0A])
  }
}
