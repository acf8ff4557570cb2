// The names of the drivers, as users see them.

/// Which driver carries a loop.
public enum DriverKind: String, Sendable, CaseIterable {
  /// io_uring: batched submission, completions.
  case uring
  /// The readiness fallback: epoll(7) for many sockets.
  case poll
  /// A script in a test decides what completes, and when.
  case scripted
  /// A network in memory, with a clock of its own.
  case simulated
}
