// Blocks of memory that are between two uses.
//
// Invariants: `pooledBytes` never exceeds its bound; a block is either taken (and then owned by
// whoever took it) or in here. It has no lock: one thread uses it, its loop's.

import Glibc

/// A bounded store of memory blocks, keyed by their capacity.
///
/// Confined to one thread. What exceeds the bound goes back to the system.
///
/// In debug builds a block that was given back is filled with a pattern, and damage to the pattern
/// traps: it means that somebody, most often the kernel, wrote to a buffer that was no longer
/// theirs. Sanitizers cannot see that.
@safe
public final class BufferPool {
  /// The most bytes that are kept for reuse.
  public let maximumPooledBytes: Int

  /// How many blocks have been taken and not given back.
  public private(set) var outstanding = 0

  /// How many bytes are kept for reuse now.
  public private(set) var pooledBytes = 0

  private var idle: [Int: [UnsafeMutableRawPointer]] = unsafe [:]

  #if DEBUG
    private var ledger = BufferLedger()
  #endif

  /// An empty pool that keeps at most that many bytes; 0 keeps none.
  public init(maximumPooledBytes: Int) {
    precondition(maximumPooledBytes >= 0, "a negative bound")
    self.maximumPooledBytes = maximumPooledBytes
  }

  /// A block of exactly `capacity` bytes (at least 1), a pooled one where there is one. Its
  /// contents are undefined. Give it back with `give` or `free`.
  public func take(capacity: Int) -> BufferMemory {
    outstanding += 1
    let memory = reuse(capacity) ?? BufferMemory(capacity: capacity)
    #if DEBUG
      unsafe ledger.noteTaken(memory.base, capacity: capacity)
    #endif
    return memory
  }

  /// Takes a block back: keeps it for reuse, or frees it where the bound is reached.
  public func give(_ memory: consuming BufferMemory) {
    takeBack(memory, keep: true)
  }

  /// Takes a block back and returns it to the system: for sizes that will not be asked for again.
  public func free(_ memory: consuming BufferMemory) {
    takeBack(memory, keep: false)
  }

  private func reuse(_ capacity: Int) -> BufferMemory? {
    guard let base = unsafe idle[capacity]?.popLast() else { return nil }
    pooledBytes -= capacity
    #if DEBUG
      unsafe ledger.checkAndForget(base)
    #endif
    // The list held the only reference to the block, and its key is the block's size.
    return unsafe BufferMemory(adopting: base, capacity: capacity)
  }

  private func takeBack(_ memory: consuming BufferMemory, keep: Bool) {
    precondition(outstanding > 0, "a buffer was given to a pool it did not come from")
    outstanding -= 1
    let capacity = memory.capacity
    // From here on the block is this pool's.
    let base = unsafe memory.relinquish()
    #if DEBUG
      unsafe ledger.poison(base, capacity: capacity)
    #endif
    if keep, capacity <= maximumPooledBytes - pooledBytes {
      pooledBytes += capacity
      unsafe idle[capacity, default: []].append(base)
    } else {
      #if DEBUG
        unsafe ledger.quarantine(base)
      #else
        unsafe BufferMemory.deallocate(base, capacity)
      #endif
    }
  }

  deinit {
    // Blocks that are out hold on to the pool, so that only idle ones are left.
    while let (capacity, blocks) = unsafe idle.popFirst() {
      for index in unsafe blocks.indices {
        let base = unsafe blocks[index]
        #if DEBUG
          unsafe ledger.checkAndForget(base)
        #endif
        unsafe BufferMemory.deallocate(base, capacity)
      }
    }
    #if DEBUG
      ledger.empty()
    #endif
  }

  #if DEBUG
    /// Checks the pattern of the next few blocks that nobody has taken; traps if one was written
    /// to. Bounded work, some microseconds; call it again and again to go through all of them.
    /// Debug builds only.
    public func verifyPoison() { ledger.verifySome() }

    /// Whether the run lies inside one block that is taken now. Debug builds only.
    public func owns(_ bytes: LentBytes) -> Bool { ledger.owns(bytes) }
  #endif
}
