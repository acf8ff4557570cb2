// The bytes of a key or a value.

/// Some bytes: up to 23 of them in place, without an allocation, more on the heap.
struct RedisString {
  private static let capacity = 23

  // Either has the bytes. The last byte in place is their count, or more than fit where they are not.
  private var heap: [UInt8]
  private var inPlace: [24 of UInt8]

  /// No bytes.
  init() { (heap, inPlace) = ([], [24 of UInt8](repeating: 0)) }

  /// A copy.
  @inline(__always)
  init(_ bytes: Span<UInt8>) {
    self.init()
    guard bytes.count <= Self.capacity else {
      heap.append(bytes)
      inPlace[Self.capacity] = .max
      return
    }
    var room = inPlace.mutableSpan
    room.fill(from: bytes)
    room[Self.capacity] = UInt8(truncatingIfNeeded: bytes.count)
  }

  /// The bytes, borrowed.
  var span: Span<UInt8> {
    @inline(__always)
    @_lifetime(borrow self)
    get {
      let count = Int(inPlace[Self.capacity])
      return count <= Self.capacity ? inPlace.span.extracting(0..<count) : heap.span
    }
  }
}
