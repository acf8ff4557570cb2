// A kernel object as the rooms above the driver know it.

/// A socket of a driver. Opaque above the driver that opened it: only a driver knows what the
/// number means.
///
/// The value is a name, not ownership. Exactly one owner (a stream, a listener) closes it, once,
/// through the driver, after the final completion of every operation that names it.
public struct Descriptor: Hashable, Sendable {
  /// The kernel's number for it, or a simulated one.
  public let rawValue: Int32

  /// Wraps a number that a driver gave out.
  public init(rawValue: Int32) { self.rawValue = rawValue }
}
