import SluiceCore
import Testing

/// The steps that read bytes: what they yield at the edges. (Order and content: `InputModelTests`.)
struct ReadBytesTests {
  static let input = Array("0123456789".utf8)

  @Test
  func `a read of nothing is done at once`() {
    let playback = Playback(Self.input)
    #expect(playback.run(ReadAvailable(limit: 0)) == .success([]))
    #expect(playback.run(FrameAvailable(limit: 0)) == .success(.empty))
    #expect(playback.run(ReadInto(room: .empty)) == .success(0))
    #expect(playback.run(ReadExactly(count: 0)) == .success([]))
    #expect(playback.run(ReadExactlyInto(room: .empty)) == .success(0))
    #expect(playback.available == 0, "nothing was received")
  }

  @Test
  func `at the end of the stream`() {
    let playback = Playback()
    let room = TestMemory(count: 3)
    #expect(playback.run(ReadAvailable(limit: 5)) == .success([]))
    #expect(playback.run(FrameAvailable()) == .success(nil))
    #expect(playback.run(ReadInto(room: room.bytes)) == .success(0))
    #expect(playback.run(ReadUntil(delimiter: 0, limit: 5)) == .success(nil))
    #expect(playback.run(ReadExactly(count: 1)) == .failure(.endOfStream(received: 0)))
    #expect(
      playback.run(ReadExactlyInto(room: room.bytes)) == .failure(.endOfStream(received: 0)))
  }

  @Test(arguments: Chunking.usual, [1, 3, 16])
  func `exactly so many, whatever the size of the ring`(chunking: Chunking, capacity: Int) {
    let playback = Playback(Self.input, chunking: chunking, capacity: capacity)
    #expect(playback.run(ReadExactly(count: 7)) == .success(Array(Self.input.prefix(7))))
    #expect(playback.pool.outstanding <= 2)
    #expect(playback.run(ReadExactly(count: 4)) == .failure(.endOfStream(received: 3)))
    #expect(playback.consumedBytes == 7, "what came can still be read")
    #expect(playback.rest() == Array(Self.input.suffix(3)))

    let into = Playback(Self.input, chunking: chunking, capacity: capacity)
    let (seven, four) = (TestMemory(count: 7), TestMemory(count: 4))
    #expect(into.run(ReadExactlyInto(room: seven.bytes)) == .success(7))
    #expect(seven.bytes.copied() == Array(Self.input.prefix(7)))
    #expect(
      into.run(ReadExactlyInto(room: four.bytes)) == .failure(.endOfStream(received: 3)))
    #expect(four.bytes.copied() == Array(Self.input.suffix(3)) + [0xEE])
    #expect(into.pool.outstanding == 1, "nothing was spilled")
  }

  @Test
  func `a read of what is there waits for the first byte only`() {
    let playback = Playback(Self.input, chunking: .pieces(4))
    let room = TestMemory(count: 6)
    #expect(playback.run(ReadInto(room: room.bytes)) == .success(4))
    #expect(playback.run(ReadAvailable(limit: 3)) == .success(Array("456".utf8)))
    #expect(playback.run(ReadInto(room: room.bytes)) == .success(1))
    #expect(playback.run(ReadAvailable(limit: 9)) == .success(Array("89".utf8)))
  }

  @Test(arguments: Chunking.usual, [1, 3, 16])
  func `up to a delimiter`(chunking: Chunking, capacity: Int) {
    let playback = Playback(Array("abc,,de".utf8), chunking: chunking, capacity: capacity)
    let comma = UInt8(ascii: ",")
    #expect(
      playback.run(ReadUntil(delimiter: comma, limit: 2)) == .failure(.lineTooLong(limit: 2)))
    #expect(
      playback.run(ReadUntil(delimiter: comma, limit: 3)) == .success(Array("abc".utf8)))
    #expect(playback.run(ReadUntil(delimiter: comma, limit: 3)) == .success([]))
    #expect(playback.run(ReadUntil(delimiter: comma, limit: 3)) == .success(Array("de".utf8)))
    #expect(playback.run(ReadUntil(delimiter: comma, limit: 3)) == .success(nil))
  }

  @Test
  func `an undelimited rest is dropped where a drain says so`() {
    let playback = Playback(Array("abc,de".utf8))
    playback.dropsPartialLine = true
    let step = ReadUntil(delimiter: UInt8(ascii: ","), limit: 9)
    #expect(playback.run(step) == .success(Array("abc".utf8)))
    #expect(playback.run(step) == .success(nil))
  }

  @Test
  func `memory that the kernel has filled counts as read`() {
    let playback = Playback()
    let room = TestMemory(count: 5)
    var some = ReadInto(room: room.bytes)
    #expect(some.direct == room.bytes)
    some.movedDirectly(2)
    #expect(some.direct == nil)
    #expect(playback.run(some) == .success(2))

    var all = ReadExactlyInto(room: room.bytes)
    all.movedDirectly(2)
    #expect(all.direct == room.bytes.dropping(2))
    all.movedDirectly(3)
    #expect(all.direct == nil)
    #expect(playback.run(all) == .success(5))
  }
}
