// What is known of the driver that carries a loop.

/// Which driver was chosen, and why.
public struct DriverReport: Hashable, Sendable {
  /// Who or what settled it.
  public enum Choice: String, Hashable, Sendable, CaseIterable, Encodable {
    /// The program asked for this driver.
    case asked
    /// The variable `SLUICE_DRIVER` did.
    case environment
    /// Nobody did, and io_uring works.
    case works
    /// Nobody did, and io_uring was refused.
    case refused
  }

  /// What was chosen.
  public var kind: DriverKind
  /// Who or what settled it.
  public var choice: Choice
  /// Why, in words: "io_uring works here", "SLUICE_DRIVER=poll", or what refused io_uring.
  public var reason: String
  /// What the kernel granted, where io_uring was chosen.
  public var ring: RingReport?

  /// A choice and its reason.
  public init(kind: DriverKind, choice: Choice, reason: String, ring: RingReport? = nil) {
    self.kind = kind
    self.choice = choice
    self.reason = reason
    self.ring = ring
  }
}
