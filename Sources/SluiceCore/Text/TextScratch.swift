// Where a text is put together in UTF-8 before it becomes a String.
//
// The standard library lets nobody write into a String's storage without checking afterwards what
// was written, which costs more than the writing. A copy of what is known to be well-formed costs a
// twentieth of it; so text is written here and copied, and the String is the only allocation:
// short texts lie on the stack, longer ones in a block that the thread keeps. What exceeds the
// largest block that is kept is allocated and freed.

import Glibc

/// Room for one text.
enum TextScratch {
  /// As much as the standard library puts on the stack.
  private static var stackCapacity: Int { 1024 }

  /// The largest block that a thread keeps.
  private static var keptCapacity: Int { 1 << 18 }

  /// A block's capacity stands before it, in as many bytes as keep the rest aligned.
  private static var headerCount: Int { 16 }

  /// The thread's block, freed when the thread ends.
  private static let key: pthread_key_t = {
    var key: pthread_key_t = 0
    let status = unsafe pthread_key_create(&key) { unsafe free($0) }
    precondition(status == 0, "no key for a block of each thread")
    return key
  }()

  /// Lends room of at least `capacity` bytes, whose contents are undefined, to `body`. The room
  /// is gone when `body` returns. `body` may ask for room itself.
  @inline(__always)
  static func withRoom<Result>(
    capacity: Int, _ body: (UnsafeMutableRawPointer) -> Result
  ) -> Result {
    guard capacity > stackCapacity else {
      return unsafe withUnsafeTemporaryAllocation(byteCount: stackCapacity, alignment: 16) {
        // Not empty, hence with an address.
        unsafe body($0.baseAddress.unsafelyUnwrapped)
      }
    }
    // Between taking and giving back the block is ours alone: it is not in the thread's slot.
    let block = unsafe takeBlock(capacity: capacity)
    defer { unsafe giveBack(block) }
    return unsafe body(block + headerCount)
  }

  @unsafe @inline(never)
  private static func takeBlock(capacity: Int) -> UnsafeMutableRawPointer {
    if capacity <= keptCapacity, let kept = unsafe pthread_getspecific(key) {
      pthread_setspecific(key, nil)
      if unsafe kept.load(as: Int.self) >= capacity { return unsafe kept }
      unsafe free(kept)
    }
    let rounded = 1 << (Int.bitWidth - (capacity - 1).leadingZeroBitCount)
    guard let block = unsafe malloc(rounded + headerCount) else {
      fatalError("out of memory: \(rounded) bytes for a text")
    }
    // The header, at the aligned start of the block.
    unsafe block.storeBytes(of: rounded, as: Int.self)
    return unsafe block
  }

  @unsafe @inline(never)
  private static func giveBack(_ block: UnsafeMutableRawPointer) {
    // `withRoom` within `withRoom` may have left one already: one is enough.
    guard unsafe block.load(as: Int.self) <= keptCapacity, unsafe pthread_getspecific(key) == nil
    else { return unsafe free(block) }
    unsafe pthread_setspecific(key, block)
  }
}
