import SluiceCore
import Testing

struct ReadLineTests {
  @Test(arguments: [1, 2, 3, 4, 5, 64], [false, true])
  func `a character may be split at every byte`(capacity: Int, armed: Bool) {
    let text = "aé日🌊"
    let input = Array("\(text)\r\n\(text)".utf8)
    for offset in 0...input.count {
      let playback = Playback(
        input, chunking: .split(offset), capacity: capacity, armed: armed)
      #expect(playback.run(ReadLine()) == .success(text), "at \(offset)")
      #expect(playback.run(ReadLine()) == .success(text), "at \(offset)")
      #expect(playback.run(ReadLine()) == .success(nil), "at \(offset)")
      #expect(playback.run(ReadLine()) == .success(nil), "the end stays the end")
    }
  }

  @Test(arguments: Chunking.usual, [1, 4, 64])
  func `a line that is not UTF-8 stays, and can be taken as bytes`(
    chunking: Chunking, capacity: Int
  ) {
    let bad: [UInt8] = [0x61, 0xE6, 0x97, 0x62]
    let playback = Playback(
      Array("ok\r\n".utf8) + bad + Array("\r\nmore\r\n".utf8), chunking: chunking,
      capacity: capacity)
    #expect(playback.run(ReadLine()) == .success("ok"))
    let error = StepError.text(
      .malformed(
        MalformedText(kind: .truncated, encoding: .utf8, offset: 5, bytes: [0xE6, 0x97])))
    #expect(playback.run(ReadLine()) == .failure(error))
    #expect(playback.run(ReadLine()) == .failure(error))
    #expect(playback.consumedBytes == 4)
    guard case .success(let frame?) = playback.run(FrameLine()) else {
      Issue.record("the line is gone")
      return
    }
    #expect(frame.bytes.copied() == bad)
    #expect(frame.consume == 6)
    playback.state.input.take(frame)
    #expect(playback.run(ReadLine()) == .success("more"))
  }
}
