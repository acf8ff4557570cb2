// A ring of bytes between the kernel, which fills lent room, and a reader, who consumes.
//
// Invariants:
// - The bytes are the `run` ones from `head` on and, where these reach the end of the memory, the
//   `wrapped` ones at its start: `head + run <= capacity`, and `wrapped <= head` is 0 otherwise.
// - `head < capacity`; and `run` is 0 only where there are no bytes at all.
// - The lent room follows the last byte at once, modulo `capacity`; it is as free as the rest.
// - Empty and not lent means `head == 0`; so a fresh loan is always the whole ring.
// - While room is lent, nothing moves: no rewind, no `makeContiguous`, no release.
// - `block` is the pool's block of `capacity` bytes, or nil; nil means empty and not lent.

import Glibc

/// A fixed-size ring of bytes whose memory comes from a pool when first needed.
@safe
public struct RingBuffer: ~Copyable {
  /// How many bytes fit.
  public let capacity: Int

  // Written by this file alone, and by what of it is inlined elsewhere.
  @usableFromInline var head = 0
  @usableFromInline var run = 0
  private(set) var wrapped = 0
  private var lentCount = 0
  @usableFromInline private(set) var block: UnsafeMutableRawPointer?
  private let pool: BufferPool

  /// An empty ring of `capacity` bytes, at least 1, that has no memory yet.
  public init(capacity: Int, pool: BufferPool) {
    precondition(capacity > 0, "a ring of \(capacity) bytes")
    self.capacity = capacity
    unsafe block = nil
    self.pool = pool
  }

  deinit {
    precondition(lentCount == 0, "a ring is destroyed while its memory is lent")
    guard let block = unsafe block else { return }
    // The ring owned the block, and is gone.
    pool.give(unsafe BufferMemory(adopting: block, capacity: capacity))
  }

  /// How many bytes are in it.
  public var count: Int { run + wrapped }

  /// Whether there are no bytes in it.
  public var isEmpty: Bool { run == 0 }

  /// How many more bytes fit, lent room included.
  public var freeCapacity: Int { capacity - count }

  /// Whether room is lent and not committed.
  public var isLent: Bool { lentCount > 0 }

  /// Whether the ring holds memory of the pool.
  public var hasMemory: Bool { unsafe block != nil }

  // MARK: Filling

  /// Lends the room after the last byte, as far as it is contiguous: all of an empty ring. Ends
  /// with `commit`. Of length zero, and then not lent, when the ring is full. Room must not be
  /// lent already.
  public mutating func lend() -> LentBytes {
    precondition(lentCount == 0, "room is lent already")
    let (tail, room) = tailRoom
    guard room > 0 else { return .empty }
    lentCount = room
    // In bounds, and untouched by the ring until the loan ends.
    return unsafe LentBytes(base: memory() + tail, count: room)
  }

  /// Ends the loan: the first `n` bytes of the room have been filled.
  public mutating func commit(_ n: Int) {
    precondition(n >= 0 && n <= lentCount, "\(n) bytes committed of \(lentCount) lent")
    lentCount = 0
    if head + run < capacity { run += n } else { wrapped += n }
    if isEmpty { head = 0 }
  }

  // MARK: Emptying

  /// Whether there are more than `n` bytes in the first run, `n` not being negative.
  @inlinable @inline(__always)
  func canAdvance(by n: Int) -> Bool { UInt(bitPattern: n) < UInt(bitPattern: run) }

  /// Drops the first `n` bytes, fewer than the first run has; returns what is left of the run.
  /// Valid until something moves.
  @unsafe @inlinable @inline(__always)
  mutating func advance(by n: Int) -> (start: UnsafeMutableRawPointer, count: Int) {
    precondition(canAdvance(by: n), "consuming more bytes than there are")
    // No more than the run: neither overflows.
    run &-= n
    head &+= n
    // A ring that is not empty has memory, of which `head` is within.
    return unsafe (block.unsafelyUnwrapped + head, run)
  }

  /// Drops the first `n` bytes.
  public mutating func consume(_ n: Int) {
    precondition(n >= 0 && n <= count, "consuming more bytes than there are")
    guard n >= run else {
      _ = unsafe advance(by: n)
      return
    }
    let rest = n - run
    head += run
    if head == capacity { head = 0 }
    (head, run, wrapped) = (head + rest, wrapped - rest, 0)
    if isEmpty, lentCount == 0 { head = 0 }
  }

  /// Copies `bytes`, which lie elsewhere, in front of the first byte; false, and nothing done,
  /// where room is lent or there is too little.
  mutating func prepend(_ bytes: LentBytes) -> Bool {
    guard lentCount == 0, bytes.count <= freeCapacity, let block = unsafe block else {
      return false
    }
    // An empty ring begins at its start, so that the next loan is in one piece.
    let start = isEmpty ? 0 : head - bytes.count
    let atEnd = bytes.prefix(max(0, -start))
    let rest = bytes.dropping(atEnd.count)
    // The bytes before the first one, modulo the capacity, are nobody's: `freeCapacity` of them.
    unsafe memcpy(block + capacity - atEnd.count, atEnd.base, atEnd.count)
    unsafe memcpy(block + max(0, start), rest.base, rest.count)
    if atEnd.isEmpty {
      (head, run) = (start, run + bytes.count)
    } else {
      // What was at the start or was put there is now the second run.
      (head, run, wrapped) = (capacity - atEnd.count, atEnd.count, rest.count + run)
    }
    return true
  }

  /// Gives the memory back to the pool. The ring must be empty and not lent.
  public mutating func release() {
    precondition(isEmpty && lentCount == 0, "releasing a ring that is in use")
    guard let held = unsafe block else { return }
    unsafe block = nil
    // The ring owned the block and has just forgotten it.
    pool.give(unsafe BufferMemory(adopting: held, capacity: capacity))
  }

  // MARK: Layout

  /// Where the first byte lies, nil without memory. Valid until something moves.
  @unsafe @inlinable @inline(__always)
  var start: UnsafeMutableRawPointer? {
    guard let block = unsafe block else { return nil }
    return unsafe block + head
  }

  /// The start of the memory, nil without it: where the second run begins if there is one.
  @unsafe
  var origin: UnsafeMutableRawPointer? { unsafe block }

  /// Makes the first `n` bytes contiguous by moving bytes within the ring; whether it had to.
  /// Room must not be lent.
  public mutating func makeContiguous(_ n: Int) -> Bool {
    precondition(n >= 0 && n <= count, "more bytes than there are")
    precondition(lentCount == 0, "moving bytes while room is lent")
    guard n > run, let block = unsafe block else { return false }
    let (first, second) = (run, wrapped)
    // Both runs end up at the start, one after the other, `count <= capacity` bytes together. Where
    // the second run, moved, would overwrite the first, that one is set aside.
    if first + second <= head {
      unsafe memmove(block + first, block, second)
      unsafe memcpy(block, block + head, first)
    } else {
      let aside = BufferMemory(capacity: first)
      unsafe memcpy(aside.base, block + head, first)
      unsafe memmove(block + first, block, second)
      unsafe memcpy(block, aside.base, first)
    }
    (head, run, wrapped) = (0, first + second, 0)
    return true
  }

  private var tailRoom: (tail: Int, room: Int) {
    let end = head + count
    return end < capacity ? (end, capacity - end) : (end - capacity, head - (end - capacity))
  }

  @unsafe
  private mutating func memory() -> UnsafeMutableRawPointer {
    if let block = unsafe block { return unsafe block }
    // The ring owns the block until it gives it back in `release` or when it is destroyed.
    let taken = unsafe pool.take(capacity: capacity).relinquish()
    unsafe block = taken
    return unsafe taken
  }

  #if DEBUG
    /// Gives the memory back although it may be lent: the bug that the pool's poison is there to
    /// find, planted so that a test can prove that it is found.
    package mutating func plantEarlyFree() {
      guard let held = unsafe block else { return }
      (head, run, wrapped, lentCount) = (0, 0, 0, 0)
      unsafe block = nil
      pool.give(unsafe BufferMemory(adopting: held, capacity: capacity))
    }
  #endif
}
