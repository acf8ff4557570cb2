import SluiceCore
import Testing

struct InputBufferTests {
  @Test
  func `a commit of nothing is not the end of the stream`() {
    let playback = Playback()
    _ = playback.state.input.lend()
    playback.state.input.commit(0)
    #expect(!playback.endOfStream)
    playback.state.input.finish()
    #expect(playback.endOfStream)
  }

  @Test
  func `the offset counts every byte that was read, directly or not`() {
    let playback = Playback(Array("ab\r\ncdefgh".utf8))
    _ = playback.run(ReadLine())
    #expect(playback.consumedBytes == 4)
    _ = playback.run(ReadExactly(count: 3))
    #expect(playback.consumedBytes == 7)
    #expect(playback.rest().count == 3)
    playback.state.input.receivedDirectly(90)
    #expect(playback.consumedBytes == 100)
  }

  @Test
  func `a line that wraps is moved in place and counted`() {
    let playback = Playback(Array("abcd\r\nefgh\r\n".utf8), chunking: .pieces(8), capacity: 8)
    #expect(playback.run(ReadLine()) == .success("abcd"))
    #expect(playback.lineMoves == 0)
    #expect(playback.run(ReadLine()) == .success("efgh"))
    #expect(playback.lineMoves == 1)
    #expect(playback.pool.outstanding == 1, "nothing was spilled")
  }

  @Test
  func `a line that wraps while room is lent gathers in the spill, which is freed once taken`() {
    let lent = Playback(Array("abcd\r\nefgh\r\nij".utf8), chunking: .pieces(7), capacity: 9)
    #expect(lent.run(ReadLine()) == .success("abcd"))
    // "e" is there; what follows goes up to the end of the ring, then around it.
    for part in ["fg", "h\r\n"] {
      let bytes = Array(part.utf8)
      lent.state.input.lend().store(bytes)
      lent.state.input.commit(bytes.count)
    }
    _ = lent.state.input.lend()
    #expect(lent.framedLine() == .success(Array("efgh".utf8)))
    #expect(lent.lineMoves == 0)
    #expect(lent.pool.outstanding == 2, "ring and spill")
    #expect(lent.run(ReadLine()) == .success("efgh"))
    #expect(lent.pool.outstanding == 1, "the spill is freed")
    lent.state.input.commit(0)
  }

  @Test
  func `a borrowed line outlives a receive`() throws {
    let playback = Playback(Array("abc\r\ndef\r\n".utf8), chunking: .pieces(5), capacity: 16)
    let frame = try #require(try playback.run(FrameLine()).get())
    let room = playback.state.input.lend()
    room.store(Array("xyz".utf8))
    playback.state.input.commit(3)
    #expect(frame.bytes.copied() == Array("abc".utf8))
    playback.state.input.take(frame)
    #expect(playback.available == 3)
  }

  @Test
  func `a line longer than the ring spills, and the spill is freed once it is taken`() {
    let long = String(repeating: "x", count: 100)
    let playback = Playback(Array("\(long)\r\nshort\r\n".utf8), chunking: .pieces(5), capacity: 8)
    #expect(playback.framedLine() == .success(Array(long.utf8)))
    #expect(playback.pool.outstanding == 2)
    #expect(playback.framedLine() == .success(Array(long.utf8)), "it is there until taken")
    #expect(playback.run(ReadLine()) == .success(long))
    #expect(playback.pool.outstanding == 1)
    #expect(playback.run(ReadLine()) == .success("short"))
    #expect(playback.run(ReadLine()) == .success(nil))
    playback.state.input.release()
    #expect(playback.pool.outstanding == 0)
  }

  @Test
  func `a buffer that goes with a spill gives everything back`() {
    let pool: BufferPool
    do {
      let playback = Playback([UInt8](repeating: 1, count: 30), chunking: .pieces(5), capacity: 8)
      _ = playback.run(ReadExactly(count: 50))
      pool = playback.pool
      #expect(pool.outstanding == 2)
    }
    #expect(pool.outstanding == 0)
  }

  @Test
  func `what has been searched stays searched when part of it is read raw`() {
    #if DEBUG
      let playback = Playback([UInt8](repeating: 0x61, count: 60), capacity: 64)
      var search = FrameLine()
      playback.state.input.lend().store([UInt8](repeating: 0x61, count: 50))
      playback.state.input.commit(50)
      for _ in 0..<20 {
        guard case .needsInput = search.advance(&playback.state) else {
          Issue.record("there is no line end")
          return
        }
        _ = playback.run(ReadAvailable(limit: 2))
      }
      let searched = playback.state.input.searchedInTotal
      #expect(searched == 50)
    #endif
  }

  @Test
  func `a change of the line ending begins the search anew`() {
    let playback = Playback(Array("a\rb\nc\r\n".utf8), chunking: .pieces(2), ending: .lf)
    #expect(
      playback.run(ReadUntil(delimiter: 0, limit: 100)) == .success(Array("a\rb\nc\r\n".utf8)))
    let other = Playback(Array("a\rb\nc\r\n".utf8), chunking: .whole, ending: .lf)
    #expect(other.framedLine() == .success(Array("a\rb".utf8)))
    other.state.format.lineEnding = .cr
    #expect(other.framedLine() == .success(Array("a".utf8)))
    other.state.format.lineEnding = .crlfStrict
    #expect(other.framedLine() == .failure(.text(.bareCarriageReturn(offset: 1))))
  }
}
