// The part of the input that outgrew the ring.
//
// Invariants: the bytes are at `first ..< first + count` of `memory`; `memory` is nil exactly when
// there are none, so that nothing is kept once the last byte has been taken.
//
// It is public only because the optimiser inlines the destruction of an `InputBuffer` into other
// modules, and so has to know this type there.

import Glibc

/// Bytes that came before those in the ring, in memory that grows. Only `InputBuffer` makes one.
@safe
public struct Spill: ~Copyable {
  @usableFromInline private(set) var count = 0
  private var first = 0
  private var capacity = 0
  private var block: UnsafeMutableRawPointer?
  private let pool: BufferPool

  init(pool: BufferPool) {
    self.pool = pool
    unsafe block = nil
  }

  deinit {
    guard let block = unsafe block else { return }
    // The spill owned the block, and is gone.
    pool.free(unsafe BufferMemory(adopting: block, capacity: capacity))
  }

  @inlinable
  var isEmpty: Bool { count == 0 }

  /// All of it; valid until the next change.
  var bytes: LentBytes {
    guard let block = unsafe block else { return .empty }
    // In bounds by the invariant.
    return unsafe LentBytes(base: block + first, count: count)
  }

  /// Copies the first `n` bytes of the ring to the end. They stay in the ring.
  mutating func append(_ n: Int, of segments: Segments) {
    guard n > 0 else { return }
    reserve(n)
    guard let block = unsafe block else { return }
    // `reserve` has made room for `n` bytes after the last one.
    segments.copy(to: unsafe LentBytes(base: block + first + count, count: n))
    count += n
  }

  /// Copies bytes to the front of what is there. Rare, so it moves everything.
  mutating func prepend(_ front: LentBytes) {
    let held = bytes
    let total = front.count + count
    let fresh = pool.take(capacity: total)
    // Room for exactly both parts.
    let room = unsafe LentBytes(base: fresh.base, count: total)
    room.fill(from: front)
    room.dropping(front.count).fill(from: held)
    freeMemory()
    (first, count, capacity) = (0, total, total)
    // The spill owns the block until `freeMemory`.
    unsafe block = fresh.relinquish()
  }

  /// Drops the first `n` bytes, and the memory with the last one.
  mutating func consume(_ n: Int) {
    precondition(n >= 0 && n <= count, "consuming more bytes than there are")
    count -= n
    first += n
    if count == 0 { freeMemory() }
  }

  private mutating func reserve(_ n: Int) {
    guard first + count + n > capacity else { return }
    let larger = max(count + n, min(capacity, Int.max / 4) * 2)
    let fresh = pool.take(capacity: larger)
    let held = bytes
    unsafe LentBytes(base: fresh.base, count: larger).fill(from: held)
    let kept = count
    freeMemory()
    count = kept
    capacity = larger
    // The spill owns the block until `freeMemory`.
    unsafe block = fresh.relinquish()
  }

  private mutating func freeMemory() {
    if let held = unsafe block {
      // The spill owned the block and forgets it here.
      pool.free(unsafe BufferMemory(adopting: held, capacity: capacity))
    }
    unsafe block = nil
    (first, count, capacity) = (0, 0, 0)
  }
}
