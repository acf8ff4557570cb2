// One datagram.

public import SluiceLoop

/// A datagram that was received.
public struct Datagram: Hashable, Sendable {
  /// Its bytes, as far as there was room for them.
  public var bytes: [UInt8]
  /// Who sent it; nil where the kernel does not say. A local sender without a name is `.unnamed`.
  public var sender: SocketAddress?
  /// How many bytes it had: more than `bytes` where it is truncated.
  public var originalSize: Int
  /// Whether it was longer than the room for it, so that its end is lost.
  public var isTruncated: Bool { originalSize > bytes.count }
}

/// What is known of a datagram that was received into the caller's own memory.
public struct DatagramHead: Hashable, Sendable {
  /// How many bytes of the memory it fills.
  public var count: Int
  /// How many bytes it had: more than `count` where it is truncated.
  public var originalSize: Int
  /// Who sent it; nil where the kernel does not say. A local sender without a name is `.unnamed`.
  public var sender: SocketAddress?
  /// Whether it was longer than the room for it, so that its end is lost.
  public var isTruncated: Bool { originalSize > count }
}
