// One direction of a connection: the bytes that its sender's kernel has taken, on their way, and those
// that have arrived and are not read yet.
//
// Invariants: `read <= arrived <= written`, all counted from the connection's beginning; the bytes
// `read..<written` are in `bytes` from `head` on. The only unsafe code of this room is here: bytes go
// from and to memory that is lent to an operation, which has not completed.

import SluiceCore

struct Channel {
  /// So many bytes between `read` and `written`, and the sender waits.
  let capacity: Int
  /// The most that arrives at once.
  let segmentSize: Int
  private var bytes: [UInt8] = []
  private var head = 0
  private(set) var read = 0
  private(set) var arrived = 0
  private(set) var written = 0
  /// When each write's bytes arrive at the earliest: up to which byte, and when.
  private var writes: [(end: Int, earliest: Instant)] = []
  private var firstWrite = 0
  /// When the end of the stream arrives at the earliest; nil: it was not sent.
  private(set) var end: Instant?
  /// The end of the stream has arrived: nothing follows.
  var hasEnded = false
  /// An arrival is on its way: so many bytes, or the end.
  var arriving: Int?
  /// When something arrived last.
  var lastArrival = Instant.distantPast

  // MARK: What goes wrong with it, once

  /// The connection is reset when so many bytes have arrived.
  var resetAt: Int?
  /// Nothing arrives for a while once so many bytes have.
  var stall: (at: Int, time: Int64)?
  /// Nothing more arrives once so many bytes have.
  var blackHoleAt: Int?

  init(capacity: Int, segmentSize: Int) {
    self.capacity = capacity
    self.segmentSize = segmentSize
  }

  var room: Int { capacity - (written - read) }
  var readable: Int { arrived - read }
  var onTheWay: Int { written - arrived }
  /// Nothing arrives any more.
  var isBlackHole: Bool { blackHoleAt.map { arrived >= $0 } ?? false }

  /// When the next byte that is on its way may arrive.
  var earliestArrival: Instant? { firstWrite < writes.count ? writes[firstWrite].earliest : end }

  /// Takes the first `count` bytes that are lent.
  mutating func write(_ lent: LentBytes, count: Int, earliest: Instant) {
    guard count > 0 else { return }
    precondition(count <= lent.count)
    // In bounds by the line above; the operation that the run is lent to has not completed.
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: lent.base, count: count))
    written += count
    writes.append((written, earliest))
  }

  /// Nothing more will be written.
  mutating func finish(at time: Instant) { end = end ?? time }

  /// So many of the bytes on their way arrive.
  mutating func arrive(_ count: Int) {
    arrived += count
    while firstWrite < writes.count, writes[firstWrite].end <= arrived { firstWrite += 1 }
    if firstWrite == writes.count {
      writes.removeAll(keepingCapacity: true)
      firstWrite = 0
    }
  }

  /// Moves `count` of the readable bytes to where they are wanted.
  mutating func read(_ count: Int, into lent: LentBytes) {
    precondition(count <= lent.count && count <= readable)
    // In bounds, at both ends, by the line above; the run belongs to an operation that has not
    // completed.
    unsafe bytes.withUnsafeBytes { source in
      guard count > 0, let start = source.baseAddress else { return }
      unsafe lent.base.copyMemory(from: start + head, byteCount: count)
    }
    read += count
    head += count
    dropRead()
  }

  /// What is on its way is lost, and where `losingArrived` also what nobody has read.
  mutating func lose(losingArrived: Bool) {
    if losingArrived { arrived = read }
    bytes.removeSubrange((head + arrived - read)...)
    written = arrived
    writes.removeAll()
    firstWrite = 0
    end = nil
    arriving = nil
  }

  private mutating func dropRead() {
    if head == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 4096, head * 2 > bytes.count {
      bytes.removeFirst(head)
      head = 0
    }
  }
}
