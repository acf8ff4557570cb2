// What is in a batch.

import CURing
import Glibc
import SluiceCore
import SystemPackage

extension DatagramBatch {
  /// The bytes of a datagram, as far as there was room for them. Valid until the batch changes.
  @_lifetime(borrow self)
  public func bytes(at index: Int) -> Span<UInt8> {
    check(index)
    // In the block by the line above; `iov_len` is never more than the datagram's room.
    let span = unsafe Span<UInt8>(
      _unsafeStart: start(of: index), count: Int(vectors[index].iov_len))
    // The block lives as long as the value, which is borrowed as long as the span.
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// How many bytes of a datagram are in the batch.
  public func size(at index: Int) -> Int {
    check(index)
    // In bounds by the line above.
    return unsafe Int(vectors[index].iov_len)
  }

  /// How many bytes the datagram had when it came: more than `size(at:)` where it is truncated.
  public func originalSize(at index: Int) -> Int {
    check(index)
    // In bounds by the line above.
    return unsafe Int(messages[index].length)
  }

  /// Whether the datagram was longer than its room, so that its end is lost.
  public func isTruncated(at index: Int) -> Bool {
    check(index)
    // In bounds by the line above.
    return unsafe messages[index].header.msg_flags & Int32(MSG_TRUNC) != 0
  }

  /// Where a datagram came from or is to go; nil where it is to go to the peer that the socket is
  /// connected to. A local sender without a name is `.unnamed`.
  public func address(at index: Int) -> SocketAddress? {
    check(index)
    return lend(count).address(at: index)
  }

  func start(of index: Int) -> UnsafeMutablePointer<UInt8> {
    // In the block for every index that was checked.
    unsafe bytes.base.assumingMemoryBound(to: UInt8.self) + index * stride
  }
}
