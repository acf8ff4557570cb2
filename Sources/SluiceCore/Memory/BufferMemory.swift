// One block of memory with one owner.
//
// It knows nothing of what is in it, nor of the pool it may have come from.

import Glibc

/// A block of heap memory that frees itself when its owner lets go of it.
///
/// The memory never moves. Its contents are undefined until somebody writes them.
@safe
public struct BufferMemory: ~Copyable {
  /// The size of the block in bytes; at least 1.
  public let capacity: Int

  /// Where the block starts. Unsafe: valid only as long as this value, or whoever it is handed on
  /// to, lives; 16-byte aligned.
  @unsafe
  public let base: UnsafeMutableRawPointer

  /// Allocates `capacity` bytes, at least 1. malloc(3); traps when there is no memory.
  public init(capacity: Int) {
    precondition(capacity > 0, "a buffer of \(capacity) bytes")
    // The block belongs to this value alone from here on.
    guard let base = unsafe malloc(capacity) else {
      fatalError("out of memory: no block of \(capacity) bytes")
    }
    unsafe self.base = base
    self.capacity = capacity
  }

  /// Becomes the owner of a block that `relinquish` has parted from its owner.
  @unsafe
  init(adopting base: UnsafeMutableRawPointer, capacity: Int) {
    unsafe self.base = base
    self.capacity = capacity
  }

  /// Gives up the block without freeing it; the caller now owns it.
  @unsafe
  consuming func relinquish() -> UnsafeMutableRawPointer {
    let base = unsafe base
    discard self
    return unsafe base
  }

  deinit {
    // Nobody else owns the block: it was not relinquished.
    unsafe free(base)
  }
}
