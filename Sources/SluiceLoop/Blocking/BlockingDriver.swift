// The kernel as a plain thread sees it: it waits, one operation after the other.
//
// What never lives here: which socket it is, whose bytes they are, what a time-out means.

public import SluiceCore

/// How one thread waits for its sockets. All calls but `wake` come from that thread.
///
/// **Memory.** What an exchange lends is free again when `run` returns, whatever the outcome.
///
/// **Signals.** EINTR never shows: a wait goes on for what is left of its time.
public protocol BlockingDriver: AnyObject, Sendable {
  /// Which kind of driver this is.
  var kind: DriverKind { get }

  /// Sends and receives until the exchange is done, the deadline (nil: none) has passed, or the
  /// thread is woken. What has been moved until then is noted in the exchange.
  func run(_ exchange: inout Exchange, on fd: Int32, until deadline: Instant?) -> BlockingOutcome

  /// Whether this is a child of the process that made it, where it must not be used.
  var isForked: Bool { get }

  /// Waits until the descriptor is ready for one of `events`, failed or hung up: poll(2). For no events:
  /// until the deadline, whatever the descriptor's state.
  func wait(for events: PollEvents, on fd: Int32, until deadline: Instant?) -> BlockingOutcome

  /// Ends the thread's current wait, or its next one, with `woken`. Any thread; harmless once the
  /// driver is closed.
  func wake()

  /// Frees what the driver holds. Its thread only, when it ends.
  func close()
}
