// The input of a stream: what has been received and not been read.
//
// Invariants:
// - The content is the spill's bytes, then the ring's; it is the end of the `receivedBytes`.
// - Of the content, the first `searched` bytes hold nothing that the search named by `searchKey`
//   looks for; `searched <= available`.
// - Whoever answers "needs input" leaves room in the ring: a full ring goes to the spill.

/// A ring, a spill for what outgrows it, and how far the search for the end of a line has come.
public struct InputBuffer: ~Copyable {
  /// Whether no more bytes will come.
  public private(set) var endOfStream = false

  /// How many bytes have been read since the start of the stream: the offset of the next one.
  public var consumedBytes: Int { receivedBytes - available }

  private var receivedBytes = 0

  /// How many lines that wrapped around the end of the ring were made contiguous by a move.
  public internal(set) var lineMoves = 0

  @usableFromInline var ring: RingBuffer
  @usableFromInline var spill: Spill
  @usableFromInline var searched = 0
  @usableFromInline var searchKey = Int(UInt8.lineFeed)
  private(set) var dropsPartialLine = false

  #if DEBUG
    /// How many bytes the searches have looked at: proof that none is searched twice.
    @usableFromInline package var searchedInTotal = 0
  #endif

  /// An empty input whose ring is of `capacity` bytes.
  public init(capacity: Int, pool: BufferPool) {
    ring = RingBuffer(capacity: capacity, pool: pool)
    spill = Spill(pool: pool)
  }

  /// The size of the ring.
  public var capacity: Int { ring.capacity }

  /// How many bytes can be read without receiving.
  public var available: Int { spill.count + ring.count }

  /// Whether there is nothing to read without receiving.
  public var isEmpty: Bool { ring.isEmpty && spill.isEmpty }

  /// Whether room is lent to a receive.
  public var isLent: Bool { ring.isLent }

  /// How many bytes a receive could bring now; 0 when the ring is full.
  public var freeCapacity: Int { ring.freeCapacity }

  /// Whether the ring holds memory of the pool.
  public var hasMemory: Bool { ring.hasMemory }

  // MARK: Receiving

  /// Lends room to a receive: see `RingBuffer.lend`. Ends with `commit`.
  public mutating func lend() -> LentBytes { ring.lend() }

  /// Ends the loan: `n` bytes have arrived. 0 is not the end of the stream: see `finish`.
  public mutating func commit(_ n: Int) {
    ring.commit(n)
    receivedBytes += n
  }

  /// Marks the end of the stream: nothing will come after what is here.
  ///
  /// With `droppingPartialLine`, what follows the last line ending is not a line: a read of a line
  /// drops it. Raw reads still get it.
  public mutating func finish(droppingPartialLine: Bool = false) {
    endOfStream = true
    dropsPartialLine = droppingPartialLine
  }

  /// Counts `n` bytes that the kernel has put into the reader's own memory.
  public mutating func receivedDirectly(_ n: Int) {
    precondition(isEmpty, "bytes have overtaken those in the buffer")
    receivedBytes += n
  }

  // MARK: Reading

  /// Takes the first `n` bytes out.
  @inlinable @inline(__always)
  public mutating func consume(_ n: Int) {
    guard spill.isEmpty, n >= searched, ring.canAdvance(by: n) else { return consumeAnywhere(n) }
    searched = 0
    _ = unsafe ring.advance(by: n)
  }

  /// Takes a line out that `FrameLine` has shown. Its bytes are no longer valid.
  @inlinable @inline(__always)
  public mutating func take(_ frame: LineFrame) { consume(frame.consume) }

  /// Puts a copy of bytes that were just taken out back in front of the rest, for the next read.
  public mutating func putBack(_ bytes: LentBytes) {
    guard !bytes.isEmpty else { return }
    precondition(bytes.count <= consumedBytes, "more is put back than was ever taken out")
    if !spill.isEmpty || !ring.prepend(bytes) { spill.prepend(bytes) }
    searched = 0
  }

  /// Gives the ring's memory back to the pool. The buffer must be empty and not lent.
  public mutating func release() { ring.release() }

  #if DEBUG
    /// See `RingBuffer.plantEarlyFree`: for tests that prove that the bug is found.
    package mutating func plantEarlyFree() { ring.plantEarlyFree() }
  #endif

  @usableFromInline @inline(never)
  mutating func consumeAnywhere(_ n: Int) {
    searched = max(0, searched - n)
    let fromSpill = min(n, spill.count)
    if fromSpill > 0 { spill.consume(fromSpill) }
    ring.consume(n - fromSpill)
  }

  // MARK: Arranging

  /// The contiguous bytes at the start, at most `limit`: the spill's, else the ring's first run.
  var firstRun: LentBytes { spill.isEmpty ? ring.segments.first : spill.bytes }

  /// Makes the first `n` bytes contiguous and returns them: in place where the ring holds them all
  /// and is not lent, else in the spill.
  mutating func contiguous(_ n: Int) -> LentBytes {
    if spill.isEmpty {
      if n <= ring.run { return firstRun.prefix(n) }
      if !ring.isLent {
        if ring.makeContiguous(n) { lineMoves += 1 }
        return firstRun.prefix(n)
      }
    }
    if spill.count < n { moveToSpill(n - spill.count) }
    return spill.bytes.prefix(n)
  }

  /// Empties a full ring to the spill, so that more can be received.
  mutating func makeRoom() {
    if ring.freeCapacity == 0 { moveToSpill(ring.count) }
  }

  /// Copies the first bytes to `room`, as many as it is long, and takes them out.
  mutating func take(into room: LentBytes) {
    let fromSpill = spill.bytes.prefix(room.count)
    room.fill(from: fromSpill)
    ring.segments.copy(to: room.dropping(fromSpill.count))
    consume(room.count)
  }

  /// A copy of the first `n` bytes, which are taken out.
  mutating func takeArray(_ n: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: n) { room, count in
      guard let base = room.baseAddress else { return }
      // The array's storage of `n` bytes, all of which `take` fills.
      take(into: unsafe LentBytes(base: base, count: n))
      count = n
    }
  }

  private mutating func moveToSpill(_ n: Int) {
    spill.append(n, of: ring.segments)
    ring.consume(n)
  }
}
