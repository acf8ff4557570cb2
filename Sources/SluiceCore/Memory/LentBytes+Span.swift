// Safe views of a run of lent bytes, for the one who holds the loan.

import Glibc

extension LentBytes {
  /// A run of no bytes. Its address is never followed.
  public static var empty: LentBytes {
    // A non-null address that nothing is read from or written to, the count being 0.
    unsafe LentBytes(base: UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped, count: 0)
  }

  /// Reads the bytes, which nobody may write meanwhile, in a closure.
  @inlinable @inline(__always)
  public func withSpan<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // The run is valid as long as the loan, which the holder keeps during the call.
    let bytes = unsafe UnsafeBufferPointer(
      start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: count)
    return try unsafe body(bytes.span)
  }

  /// The byte at `index`, which must be in bounds.
  @inline(__always)
  subscript(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "no such byte")
    // In bounds by the line above.
    return unsafe base.load(fromByteOffset: index, as: UInt8.self)
  }

  /// The bytes without a CR at their end.
  @inlinable @inline(__always)
  func droppingCarriageReturn() -> LentBytes {
    // There is a last byte where there are any, and one fewer is in bounds too.
    guard count > 0,
      unsafe base.load(fromByteOffset: count &- 1, as: UInt8.self) == .carriageReturn
    else { return self }
    return unsafe LentBytes(base: base, count: count &- 1)
  }

  /// A copy of the bytes.
  public func copied() -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Copies `other` to the start of this run, which must be at least as long and elsewhere.
  func fill(from other: LentBytes) {
    precondition(other.count <= count, "more bytes than room")
    // In bounds by the line above; both runs are valid as long as their loans.
    unsafe memcpy(base, other.base, other.count)
  }
}
