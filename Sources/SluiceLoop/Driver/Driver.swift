// The kernel as the rooms above see it. Three conformers: io_uring, readiness, scripted.
//
// What never lives here: a task, a continuation, a stream, a byte's meaning.

public import SluiceCore
public import SystemPackage

/// Everything that takes a descriptor, the clock, and the turn.
///
/// A driver is *completion-shaped*: an operation is submitted under a name and completes in a later
/// `turn`, whatever the kernel below offers. It is dispatched per operation, never per byte.
///
/// **Threads.** All calls but `wake()` come from one thread, the loop's.
///
/// **Memory.** Bytes lent to `receive` or `send` belong to the operation until its final
/// completion, also when it has been cancelled.
///
/// **Order.** At most one receive and one send of a descriptor are in flight at once; the caller
/// sees to it.
public protocol Driver: AnyObject {
  /// Which kind of driver this is, as `sluice doctor` and the ready line show it.
  var kind: DriverKind { get }

  /// `CLOCK_MONOTONIC`, read now. (A simulated driver has a clock of its own.)
  var now: Instant { get }

  /// Counters since the driver was made.
  var statistics: DriverStatistics { get }

  // MARK: Calls that answer at once

  /// Opens a socket, close-on-exec, in whatever blocking mode suits the driver. socket(2).
  func open(_ family: SocketFamily, _ kind: SocketKind) throws(Errno) -> Descriptor
  /// bind(2).
  func bind(_ descriptor: Descriptor, to address: SocketAddress) throws(Errno)
  /// listen(2).
  func listen(_ descriptor: Descriptor, backlog: Int) throws(Errno)
  /// setsockopt(2). EINVAL for a value that is not in the option's form. (Typed: `set`.)
  func setOption(
    _ name: SocketOptionName, of descriptor: Descriptor, to value: SocketOptionValue
  ) throws(Errno)
  /// getsockopt(2), in the option's form. (Typed: `get`.)
  func option(
    _ name: SocketOptionName, of descriptor: Descriptor
  ) throws(Errno) -> SocketOptionValue
  /// getsockname(2).
  func localAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress
  /// getpeername(2).
  func peerAddress(of descriptor: Descriptor) throws(Errno) -> SocketAddress
  /// shutdown(2).
  func shutdown(_ descriptor: Descriptor, _ direction: ShutdownDirection) throws(Errno)
  /// close(2). No operation on the descriptor may be in flight. With `reset`, pending output is
  /// discarded and the peer of a TCP connection is sent a reset (`SO_LINGER` with zero seconds).
  func close(_ descriptor: Descriptor, reset: Bool)

  /// recv(2) with `MSG_DONTWAIT`: a count, 0 at the end of the stream, or a negated errno.
  func tryReceive(from descriptor: Descriptor, into bytes: LentBytes) -> Int32
  /// send(2) with `MSG_DONTWAIT|MSG_NOSIGNAL`: a count, or a negated errno.
  func trySend(to descriptor: Descriptor, from bytes: LentBytes) -> Int32

  // MARK: Operations, which complete in a later turn

  /// accept4(2). Completes with the new descriptor's number, close-on-exec; with `multishot`
  /// again and again (`more`) until it is cancelled or fails. A descriptor that arrives for an
  /// operation nobody waits for is the caller's to close.
  func accept(on descriptor: Descriptor, multishot: Bool, id: OperationID)
  /// connect(2). Completes with 0.
  func connect(_ descriptor: Descriptor, to address: SocketAddress, id: OperationID)
  /// recv(2) of at least one byte, or 0 at the end of the stream.
  func receive(
    from descriptor: Descriptor, into bytes: LentBytes, expecting: ReceiveExpectation,
    id: OperationID)
  /// send(2); the count may be short. Never raises SIGPIPE.
  func send(to descriptor: Descriptor, from bytes: LentBytes, id: OperationID)
  /// poll(2). Completes with the events that came (`PollEvents`), once or (`multishot`) each time.
  func poll(_ descriptor: Descriptor, for events: PollEvents, multishot: Bool, id: OperationID)

  /// Asks that an operation end soon. Its own final completion still comes, with -ECANCELED where
  /// nothing had happened yet, otherwise with what did happen. A name that is not in flight is no
  /// error: nothing happens. The cancel itself has no completion.
  func cancel(_ id: OperationID)

  // MARK: The turn

  /// Submits what is queued, waits for the first completion or until `deadline` (nil: no deadline;
  /// one in the past: does not wait) and appends up to 256 completions. One system call where the
  /// kernel allows it (io_uring_enter(2); epoll_wait(2) plus one call an operation).
  ///
  /// Returns early, possibly with nothing, when `wake()` was called or a signal came.
  func turn(until deadline: Instant?, into completions: inout [Completion])

  /// Makes the current or the next `turn` return. Any thread; many calls cost one.
  func wake()

  /// Ends the driver: operations still in flight are cancelled and awaited, the ring and its
  /// descriptors are freed. The descriptors that it opened are not its to close. Idempotent.
  func close()
}

/// What is known about the socket when a receive is submitted.
public enum ReceiveExpectation: Sendable {
  /// Bytes are likely to be there: try at once.
  case data
  /// It was drained just now: wait for readiness first (`IORING_RECVSEND_POLL_FIRST`).
  case nothing
}

/// Which half of a connection to shut down.
public enum ShutdownDirection: Sendable {
  /// No more output, the peer reads an end of stream: `SHUT_WR`.
  case output
  /// Both: `SHUT_RDWR`.
  case both
}

/// Readiness, as poll(2) names it.
public struct PollEvents: OptionSet, Hashable, Sendable {
  /// The bits of `struct pollfd`.
  public let rawValue: UInt32
  /// Those events.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// POLLIN
  public static let input = PollEvents(rawValue: 0x001)
  /// POLLPRI
  public static let urgent = PollEvents(rawValue: 0x002)
  /// POLLOUT
  public static let output = PollEvents(rawValue: 0x004)
  /// POLLERR
  public static let error = PollEvents(rawValue: 0x008)
  /// POLLHUP
  public static let hangUp = PollEvents(rawValue: 0x010)
  /// POLLRDHUP
  public static let peerClosed = PollEvents(rawValue: 0x2000)
}

/// Kind of a socket.
public enum SocketKind: Hashable, Sendable {
  /// SOCK_STREAM
  case stream
  /// SOCK_DGRAM
  case datagram
}
