// A line that lies in the input buffer and has not been taken out of it.

/// A line borrowed from an `InputBuffer`.
///
/// `bytes` stay valid and unchanged until the buffer is consumed, searched for a line again, or
/// released. Receiving into the buffer does not disturb them.
public struct LineFrame: Equatable, Sendable {
  /// The line, without its ending.
  public let bytes: LentBytes

  /// How many bytes to consume to get past it: the line and its ending.
  public let consume: Int

  /// Whether an ending follows it.
  public var isTerminated: Bool { consume > bytes.count }

  /// A line of `bytes` that takes up `consume` bytes of the stream.
  @inlinable
  public init(bytes: LentBytes, consume: Int) {
    self.bytes = bytes
    self.consume = consume
  }
}
