// One block of memory with one owner.
//
// It knows nothing of what is in it, nor of the pool it may have come from.

import Glibc

/// A block of memory that frees itself when its owner lets go of it.
///
/// A block of a page or more is a mapping of its own, so that memory that was given back is back
/// with the system at once, wherever it lay; on the heap one small object behind it would keep it.
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

  /// Allocates `capacity` bytes, at least 1. malloc(3), or mmap(2) from a page on; traps when there
  /// is no memory.
  public init(capacity: Int) {
    precondition(capacity > 0, "a buffer of \(capacity) bytes")
    // The block belongs to this value alone from here on.
    guard let base = unsafe Self.allocate(capacity) else {
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
    unsafe Self.deallocate(base, capacity)
  }

  private static let pageSize = 4096

  private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer? {
    guard capacity >= pageSize else { return unsafe malloc(capacity) }
    let block = unsafe mmap(
      nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return unsafe block == MAP_FAILED ? nil : block
  }

  /// Frees a block that was relinquished, whose owner the caller is.
  @unsafe
  static func deallocate(_ base: UnsafeMutableRawPointer, _ capacity: Int) {
    // The block of exactly that capacity that `allocate` made.
    if capacity >= pageSize { unsafe munmap(base, capacity) } else { unsafe free(base) }
  }
}
