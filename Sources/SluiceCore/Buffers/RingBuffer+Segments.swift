// The bytes of a ring as the two runs in which they lie.

import Glibc

/// The bytes of a ring in order: `first`, then `second`, which is empty unless they wrap.
public struct Segments: Equatable, Sendable {
  /// From the first byte to the last, or to the end of the ring's memory.
  public let first: LentBytes
  /// The rest, from the start of the ring's memory.
  public let second: LentBytes

  /// Two runs, in order.
  public init(first: LentBytes, second: LentBytes) {
    self.first = first
    self.second = second
  }

  /// Copies the first `room.count` bytes of both runs to `room`. There must be that many.
  func copy(to room: LentBytes) {
    let head = first.prefix(room.count)
    room.fill(from: head)
    let rest = room.dropping(head.count)
    precondition(rest.count <= second.count, "more room than bytes")
    rest.fill(from: second.prefix(rest.count))
  }
}

extension RingBuffer {
  /// Where the bytes lie now; valid until something is consumed or moved.
  public var segments: Segments {
    guard let start = unsafe start, let origin = unsafe origin else {
      return Segments(first: .empty, second: .empty)
    }
    // The two runs are the ring's bytes, by its invariants.
    return unsafe Segments(
      first: LentBytes(base: start, count: run),
      second: LentBytes(base: origin, count: wrapped))
  }
}
