// What a store does with bytes that it is lent: copy, compare and hash them, by the word.
//
// The unsafe code of this server is here: it reads within the bounds of a span, for as long as the
// span is borrowed.

import Glibc

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  @inline(__always)
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard count > 0 else { return true }
    // Both are `count` bytes long, and so have a base.
    return unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        unsafe memcmp(
          mine.baseAddress.unsafelyUnwrapped, theirs.baseAddress.unsafelyUnwrapped, mine.count) == 0
      }
    }
  }

  /// A hash that nobody can predict who does not know the seed; never 0.
  @inline(__always)
  func hash(seed: UInt64) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset &+ 8 <= count {
      state = mix(state ^ word(at: offset))
      offset &+= 8
    }
    if offset < count {
      state = mix(state ^ (count >= 8 ? word(at: count &- 8) : fewBytes))
    }
    return mix(state) | 1
  }

  /// The eight bytes from `offset` on, which must be there.
  @inline(__always)
  private func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= count, "a word beyond the end")
    // In bounds by the line above.
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// All bytes of fewer than eight.
  @inline(__always)
  private var fewBytes: UInt64 {
    var word: UInt64 = 0
    for index in indices { word = word << 8 | UInt64(self[index]) }
    return word
  }
}

/// Multiplies, and folds the product: each bit of the result hangs on each bit of the argument.
@inline(__always)
private func mix(_ word: UInt64) -> UInt64 {
  let product = word.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
  return product.high ^ product.low
}

extension [UInt8] {
  /// Appends a copy of the bytes.
  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>) {
    // The buffer is the span's own, borrowed until the call returns.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}

extension MutableSpan<UInt8> {
  /// Copies the bytes to the beginning, which must have room for them.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func fill(from other: Span<UInt8>) {
    precondition(other.count <= count, "more bytes than room")
    unsafe withUnsafeMutableBytes { room in
      unsafe other.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        // Within the room by the line above; an exclusive borrow overlaps with nothing.
        unsafe memcpy(room.baseAddress.unsafelyUnwrapped, base, bytes.count)
      }
    }
  }
}
