// The output of a stream: what has been written and not been sent.
//
// Invariants:
// - Two blocks. One gathers: its first `gathered` bytes. One flies: `flyingStart ..< flyingEnd`.
// - What flies is older than what gathers, and is neither moved nor freed until the flight is over.
// - A flight begins in `seal` alone: nobody but the owner of the stream decides when to send.

import Glibc

/// Two flat buffers: while one is being sent, the next output gathers in the other.
@safe
public struct OutputBuffer: ~Copyable {
  /// The most that is handed out for one send: 1 MiB, so that a write timeout measures progress.
  public static let maximumSend = 1 << 20

  /// The size of each of the two blocks.
  public let capacity: Int

  /// How many bytes have been written since the last `seal`.
  public private(set) var gathered = 0

  /// The end of what was written before that.
  private var sealedTail = OutputTail()

  private var flyingStart = 0
  private var flyingEnd = 0
  private var gathering: UnsafeMutableRawPointer?
  private var flying: UnsafeMutableRawPointer?
  private let pool: BufferPool

  /// An empty output of two blocks of `capacity` bytes, at least 1 each, without memory yet.
  public init(capacity: Int, pool: BufferPool) {
    precondition(capacity > 0, "an output buffer of \(capacity) bytes")
    self.capacity = capacity
    self.pool = pool
    unsafe gathering = nil
    unsafe flying = nil
  }

  deinit {
    precondition(flyingStart == flyingEnd, "an output buffer is destroyed while it is being sent")
    // The buffer owned both blocks, and is gone.
    if let block = unsafe gathering {
      pool.give(unsafe BufferMemory(adopting: block, capacity: capacity))
    }
    if let block = unsafe flying {
      pool.give(unsafe BufferMemory(adopting: block, capacity: capacity))
    }
  }

  /// Whether a send of the sealed block is not over.
  public var isFlying: Bool { flyingStart < flyingEnd }

  /// How many bytes have not left: those that gather and the rest of those that fly.
  public var unsent: Int { gathered + (flyingEnd - flyingStart) }

  /// Whether everything has left.
  public var isEmpty: Bool { unsent == 0 }

  /// How many bytes can be appended now.
  @inline(__always)
  public var room: Int { capacity - gathered }

  /// Whether it holds memory of the pool.
  public var hasMemory: Bool { unsafe gathering != nil || flying != nil }

  // MARK: Writing

  /// Copies as much of `bytes` as there is room for; returns how many.
  @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>) -> Int {
    let n = min(bytes.count, room)
    guard n > 0 else { return 0 }
    let destination = unsafe memory() + gathered
    // `n` bytes are free after `gathered`, and the span has them.
    unsafe bytes.withUnsafeBytes {
      unsafe _ = memcpy(destination, $0.baseAddress.unsafelyUnwrapped, n)
    }
    gathered += n
    return n
  }

  /// Copies all of `bytes`, or nothing where there is no room for all; whether it did.
  @inline(__always)
  public mutating func appendAll(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count <= room else { return false }
    _ = append(bytes)
    return true
  }

  /// Appends a line ending, for which there must be room.
  @inline(__always)
  mutating func appendWholeEnding(_ framing: LineFraming) {
    let count = framing.writtenCount
    precondition(count <= room, "no room for the line ending")
    // `count` bytes are free after `gathered`; stored one by one, which is cheaper than a copy.
    let destination = unsafe memory() + gathered
    let bytes = framing.writtenBytes
    unsafe destination.storeBytes(of: UInt8(truncatingIfNeeded: bytes), as: UInt8.self)
    if count >= 2 {
      unsafe destination.storeBytes(
        of: UInt8(truncatingIfNeeded: bytes >> 8), toByteOffset: 1, as: UInt8.self)
    }
    if count == 4 {
      let second = UInt16(truncatingIfNeeded: bytes >> 16).littleEndian
      unsafe destination.storeBytes(of: second, toByteOffset: 2, as: UInt16.self)
    }
    gathered += count
  }

  /// Drops what has been written and does not fly; returns how many bytes.
  public mutating func discard() -> Int {
    defer { gathered = 0 }
    return gathered
  }

  /// The room after what has been written, to be filled in place; `appended` ends that.
  mutating func freeRoom() -> LentBytes {
    guard room > 0 else { return .empty }
    // `room` bytes are free after `gathered`, and nobody touches them before `appended`.
    return unsafe LentBytes(base: memory() + gathered, count: room)
  }

  /// The first `n` bytes of the free room have been filled.
  mutating func appended(_ n: Int) {
    precondition(n >= 0 && n <= room, "more bytes than room")
    gathered += n
  }

  /// The last bytes that have been written, sent or not.
  var tail: OutputTail {
    var tail = sealedTail
    if let block = unsafe gathering {
      // The last of the `gathered` bytes of the block.
      let count = min(gathered, OutputTail.size)
      tail.append(unsafe LentBytes(base: block + gathered - count, count: count))
    }
    return tail
  }

  /// Those bytes were sent by another way, after all that has been written.
  mutating func sentDirectly(_ bytes: LentBytes) {
    precondition(gathered == 0, "bytes have overtaken those in the buffer")
    sealedTail.append(bytes)
  }

  // MARK: Sending

  /// Begins a flight: seals what has gathered and returns what to send first, at most 1 MiB. Nil
  /// while one is under way, or with nothing to send. The bytes stay put until the flight is over.
  public mutating func seal() -> LentBytes? {
    guard !isFlying, gathered > 0 else { return nil }
    sealedTail = tail
    unsafe swap(&gathering, &flying)
    (flyingStart, flyingEnd) = (0, gathered)
    gathered = 0
    return toSend
  }

  /// `n` bytes of the flight have left. Returns what to send next, at most 1 MiB, or nil when the
  /// flight is over.
  public mutating func sent(_ n: Int) -> LentBytes? {
    precondition(n >= 0 && n <= flyingEnd - flyingStart, "more bytes sent than were flying")
    flyingStart += n
    return isFlying ? toSend : nil
  }

  /// Ends a flight whose send has failed, on its final completion; returns how many bytes are lost.
  public mutating func abandonFlight() -> Int {
    defer { flyingStart = flyingEnd }
    return flyingEnd - flyingStart
  }

  /// Gives the memory back to the pool. The buffer must be empty.
  public mutating func release() {
    precondition(isEmpty, "releasing an output buffer that is in use")
    // The buffer owned both blocks and forgets them here.
    if let block = unsafe gathering {
      pool.give(unsafe BufferMemory(adopting: block, capacity: capacity))
    }
    if let block = unsafe flying {
      pool.give(unsafe BufferMemory(adopting: block, capacity: capacity))
    }
    unsafe (gathering, flying) = (nil, nil)
  }

  private var toSend: LentBytes {
    // Within the flying block, which a flight always has.
    unsafe LentBytes(
      base: flying.unsafelyUnwrapped + flyingStart,
      count: min(flyingEnd - flyingStart, Self.maximumSend))
  }

  /// The gathering block. A block that is back from its flight serves again before a second one is
  /// taken: a stream of requests and replies needs only one.
  @unsafe @inline(__always)
  private mutating func memory() -> UnsafeMutableRawPointer {
    if let gathering = unsafe gathering { return unsafe gathering }
    return unsafe freshMemory()
  }

  @unsafe @inline(never)
  private mutating func freshMemory() -> UnsafeMutableRawPointer {
    let block: UnsafeMutableRawPointer
    if !isFlying, let landed = unsafe flying {
      unsafe block = landed
      unsafe flying = nil
    } else {
      unsafe block = pool.take(capacity: capacity).relinquish()
    }
    unsafe gathering = block
    return unsafe block
  }
}
