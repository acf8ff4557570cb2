import Glibc
import SluiceCore
import TestSupport
import Testing

/// The same steps on plain blocking calls, one thread on each side.
struct BlockingStreamTests {
  private static func stream(_ fd: Int32) -> BlockingStream {
    BlockingStream(
      fd: fd,
      state: StreamState(
        inputBufferSize: 32, outputBufferSize: 32, maximumLineLength: 4096,
        format: ExternalFormat(),
        pool: BufferPool(maximumPooledBytes: 0)))
  }

  /// What the thread on the other side is given.
  private struct Peer {
    let fd: Int32
  }

  /// Answers each line with the same line until the end of the stream. A free function's body: it
  /// runs on a thread of its own.
  private static func echo(_ fd: Int32) {
    let stream = stream(fd)
    do throws(BlockingStream.Failure) {
      while let line = try stream.readLine() {
        try stream.write("\(line)\r\n")
        try stream.flush()
      }
    } catch {
      // The peer reads an early end of the stream, and its expectations fail.
      return
    }
  }

  private static func startEcho(_ fd: Int32) throws -> pthread_t {
    var thread = pthread_t()
    let argument = UnsafeMutablePointer<Peer>.allocate(capacity: 1)
    unsafe argument.initialize(to: Peer(fd: fd))
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        // Allocated for this thread, and freed by it.
        guard let peer = unsafe argument?.assumingMemoryBound(to: Peer.self) else { return nil }
        let fd = unsafe peer.pointee.fd
        unsafe peer.deallocate()
        BlockingStreamTests.echo(fd)
        return nil
      }, argument)
    try #require(status == 0)
    return thread
  }

  @Test
  func `lines go there and back over a plain thread`() throws {
    let (mine, theirs) = try BlockingStream.pair()
    let thread = try Self.startEcho(theirs)
    let lines = ["", "a", "één lijn", String(repeating: "long ", count: 100)]
    do {
      let stream = Self.stream(mine)
      for line in lines {
        try stream.write("\(line)\r\n")
        try stream.flush()
        #expect(try stream.readLine() == line)
      }
    }
    pthread_join(thread, nil)
  }

  @Test
  func `every kind of step runs in the one loop`() throws {
    let (mine, theirs) = try BlockingStream.pair()
    let reader = Self.stream(theirs)
    let large = TestMemory((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
    let room = TestMemory(count: 1000)
    do {
      let writer = Self.stream(mine)
      try writer.run(WriteLine("first"))
      try writer.run(WriteBytes(bytes: large.bytes))
      try writer.run(WriteText("a,b"))
      try writer.flush()
    }
    #expect(try reader.readLine() == "first")
    #expect(try reader.run(ReadExactlyInto(room: room.bytes)) == 1000)
    #expect(room.bytes.copied() == large.bytes.copied())
    #expect(try reader.run(ReadUntil(delimiter: UInt8(ascii: ","), limit: 9)) == [0x61])
    #expect(throws: BlockingStream.Failure.step(.endOfStream(received: 1))) {
      try reader.run(ReadExactly(count: 2))
    }
    #expect(try reader.run(ReadAvailable(limit: 9)) == [0x62])
    #expect(try reader.readLine() == nil)
  }
}
