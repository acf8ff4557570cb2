// What a debug build knows of a pool's blocks, so that a write to memory that nobody lent is found.
//
// Invariants: `live` is sorted by address and holds what is taken; `poisoned` holds what is not,
// every byte of it 0xDB. The ledger frees what is in quarantine and nothing else.

#if DEBUG
  import Glibc

  /// The live blocks of a pool, by address, and its poisoned ones.
  @safe
  struct BufferLedger {
    static let pattern: UInt8 = 0xDB
    private static let quarantineLimit = 64
    private static let quarantineBytesLimit = 16 << 20
    private static let bytesCheckedAtOnce = 32 << 10

    @safe
    private struct Block {
      let base: UnsafeMutableRawPointer
      let capacity: Int
    }

    private var live: [Block] = []
    private var poisoned: [Block] = []
    private var quarantined: [Block] = []
    private var quarantinedBytes = 0
    private var nextToCheck = 0

    mutating func noteTaken(_ base: UnsafeMutableRawPointer, capacity: Int) {
      unsafe live.insert(Block(base: base, capacity: capacity), at: firstLive(notBelow: base))
    }

    /// Moves a block from the live ones to the poisoned ones.
    mutating func poison(_ base: UnsafeMutableRawPointer, capacity: Int) {
      let index = unsafe firstLive(notBelow: base)
      guard index < live.count, unsafe live[index].base == base else {
        fatalError("a buffer was given back twice, or to a pool it did not come from")
      }
      live.remove(at: index)
      // The block is the pool's again, all `capacity` bytes of it.
      unsafe memset(base, Int32(Self.pattern), capacity)
      unsafe poisoned.append(Block(base: base, capacity: capacity))
    }

    /// Takes a block out of the poisoned ones; traps if it was written to.
    mutating func checkAndForget(_ base: UnsafeMutableRawPointer) {
      guard let index = poisoned.lastIndex(where: { unsafe $0.base == base }) else {
        fatalError("a buffer that was never given back is to be used again")
      }
      check(poisoned[index])
      poisoned.swapAt(index, poisoned.count - 1)
      poisoned.removeLast()
    }

    /// Keeps a poisoned block that would go back to the system for a while, to see whether
    /// somebody still writes to it.
    mutating func quarantine(_ base: UnsafeMutableRawPointer) {
      guard let block = poisoned.last(where: { unsafe $0.base == base }) else {
        fatalError("a buffer is to be freed that was never given back")
      }
      quarantined.append(block)
      quarantinedBytes += block.capacity
      while quarantined.count > Self.quarantineLimit
        || quarantinedBytes > Self.quarantineBytesLimit
      {
        dismissOldest()
      }
    }

    /// Checks and frees everything in quarantine.
    mutating func empty() {
      while !quarantined.isEmpty { dismissOldest() }
    }

    /// Checks the next blocks in turn: at least one, and more while they are small.
    mutating func verifySome() {
      var checked = 0
      var blocks = 0
      while checked < Self.bytesCheckedAtOnce, blocks < poisoned.count {
        nextToCheck = nextToCheck + 1 < poisoned.count ? nextToCheck + 1 : 0
        check(poisoned[nextToCheck])
        checked += poisoned[nextToCheck].capacity
        blocks += 1
      }
    }

    func owns(_ bytes: LentBytes) -> Bool {
      // The block that starts at or before the run.
      var index = unsafe firstLive(notBelow: bytes.base)
      if unsafe index == live.count || live[index].base > bytes.base { index -= 1 }
      guard index >= 0 else { return false }
      let offset = unsafe bytes.base - live[index].base
      return offset <= live[index].capacity && bytes.count <= live[index].capacity - offset
    }

    private mutating func dismissOldest() {
      let block = quarantined.removeFirst()
      quarantinedBytes -= block.capacity
      unsafe checkAndForget(block.base)
      // Nothing names the block any more.
      unsafe BufferMemory.deallocate(block.base, block.capacity)
    }

    private func check(_ block: Block) {
      // Every byte equals the pattern if the first does, and each one equals its neighbour.
      let first = unsafe block.base.load(as: UInt8.self)
      if first == Self.pattern,
        unsafe memcmp(block.base, block.base + 1, block.capacity - 1) == 0
      {
        return
      }
      let damaged = (0..<block.capacity).filter {
        unsafe block.base.load(fromByteOffset: $0, as: UInt8.self) != Self.pattern
      }
      fatalError(
        """
        a buffer was written after it was given back: \(damaged.count) of the \(block.capacity) \
        bytes, the first at offset \(damaged.first ?? 0)
        """)
    }

    private func firstLive(notBelow base: UnsafeMutableRawPointer) -> Int {
      var low = 0
      var high = live.count
      while low < high {
        let middle = (low + high) / 2
        if unsafe live[middle].base < base { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
#endif
