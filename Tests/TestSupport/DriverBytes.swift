// Memory that a test lends to a driver.

import Glibc
public import SluiceCore

/// A run of bytes at a fixed place, freed with the value. A test keeps it until the final completion
/// of the operations that it lent it to.
@safe
public final class DriverBytes {
  private let storage: UnsafeMutableRawBufferPointer

  /// So many zeros.
  public init(count: Int) {
    unsafe storage = .allocate(byteCount: max(count, 1), alignment: 16)
    _ = unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    self.count = count
  }

  /// A copy of `bytes`.
  public convenience init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count)
    // As many as there is room for.
    unsafe storage.copyBytes(from: bytes)
  }

  deinit { unsafe storage.deallocate() }

  /// How many bytes there are.
  public let count: Int

  /// All of them, to be lent.
  public var lent: LentBytes {
    guard let base = unsafe storage.baseAddress else { preconditionFailure("no storage") }
    // Lives as long as the object, which the test keeps.
    return unsafe LentBytes(base: base, count: count)
  }

  /// The first `count` bytes, copied.
  public func prefix(_ count: Int) -> [UInt8] { unsafe Array(storage.prefix(count)) }

  /// Repeats `pattern` over the whole run.
  public func fill(with pattern: [UInt8]) {
    for start in stride(from: 0, to: count, by: pattern.count) {
      // Cut off where the run ends.
      unsafe storage[start...].copyBytes(from: pattern.prefix(count - start))
    }
  }

  /// Whether the first `count` bytes are those of `other` from `offset` on.
  public func matches(_ other: DriverBytes, from offset: Int, count: Int) -> Bool {
    // Slices of the buffers check the ranges.
    unsafe UnsafeRawBufferPointer(rebasing: storage[..<count]).elementsAreEqual(
      UnsafeRawBufferPointer(rebasing: other.storage[offset..<offset + count]))
  }

  /// All bytes, copied.
  public var all: [UInt8] { prefix(count) }
}

extension UnsafeRawBufferPointer {
  fileprivate func elementsAreEqual(_ other: UnsafeRawBufferPointer) -> Bool {
    guard let a = baseAddress, let b = other.baseAddress else { return true }
    // Both are as long as the shorter one.
    return unsafe memcmp(a, b, Swift.min(count, other.count)) == 0
  }
}
