// A ring of a thread's own: what a thread waits with where io_uring is.
//
// What never lives here: how entries are written (Ring), what an exchange is (Exchange).

import CURing
package import SluiceCore
import SystemPackage
import Synchronization

/// A thread's driver over an io_uring of its own.
///
/// Three operations at most are in flight, and none but the poll of the wake-up when a call returns: what is not over when the
/// time is up, or the thread is woken, is cancelled and awaited. So an operation needs no other name than
/// what it is.
package final class RingThreadDriver: BlockingDriver, @unchecked Sendable {
  // Sendable: `wake` touches what is made for other threads, and the rest is touched by the driver's own
  // thread only.

  /// `.uring`
  package let kind = DriverKind.uring

  private let ring: Ring
  let wakeUp: WakeUp
  private let isWoken = Atomic(false)
  private var isBound = false
  private var isClosed = false
  /// What awaits its final completion, but for the poll of the wake-up.
  private var inFlight: Operations = []
  /// Bytes of a send that completes in silence where all of them are sent.
  private var silent: Int32?
  /// Whether the wake-up is polled.
  private var isWatching = false

  /// How long a cancel may take before it is repeated, in nanoseconds.
  private static let cancelPatience: Int64 = 1_000_000

  /// The kernel sends no more in one call.
  private static let mostAtOnce: Int32 = 0x7fff_f000

  /// User data of entries.
  private enum Name {
    static let send: UInt64 = 1
    static let receive: UInt64 = 2
    static let poll: UInt64 = 4
    static let wake: UInt64 = 8
    static let cancel: UInt64 = 16
    /// The poll that comes before another try of a receive or a send.
    static let retry: UInt64 = 32
  }

  private struct Operations: OptionSet {
    let rawValue: UInt64
    static let send = Operations(rawValue: Name.send)
    static let receive = Operations(rawValue: Name.receive)
    static let poll = Operations(rawValue: Name.poll)
  }

  /// A ring of few entries, on the best step that has proved to work.
  package init() throws(IOError) {
    let configuration = UringDriver.Configuration()
    let first = try RingTrial.firstStep(configuration)
    do throws(Errno) {
      let ring = try RingStep.descend(from: first) { step throws(Errno) in
        try Ring.make(step: step, submissionEntries: 8, completionEntries: 16)
      }
      do throws(Errno) { wakeUp = try WakeUp() } catch {
        ring.exit()
        throw error
      }
      self.ring = ring
    } catch {
      throw RingRefusal.error(error)
    }
  }

  deinit { close() }

  /// Whether this is a child of the process that made the ring.
  package var isForked: Bool { ring.isForked }

  /// One io_uring_enter(2) for the send and the receive together, as a rule.
  package func run(
    _ exchange: inout Exchange, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    begin()
    if exchange.receiving != nil { sendSilently(exchange, fd) }
    while !exchange.isDone {
      if !inFlight.contains(.send), exchange.canSend { send(exchange, fd) }
      if !inFlight.contains(.receive) { receive(exchange, fd) }
      let outcome = turn(until: deadline) { settle($0, &exchange, fd) }
      guard outcome == .done else {
        cancelAll { settle($0, &exchange, fd, isOver: true) }
        return exchange.isDone ? .done : outcome
      }
    }
    if !inFlight.isEmpty { cancelAll { settle($0, &exchange, fd, isOver: true) } }
    return .done
  }

  /// One io_uring_enter(2), as a rule.
  package func wait(
    for events: PollEvents, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    begin()
    var isReady = false
    // A descriptor that is polled for nothing still says that it hung up.
    if !events.isEmpty {
      inFlight.insert(.poll)
      place { ring.preparePoll(fd, events.rawValue, multishot: false, Name.poll) }
    }
    while !isReady {
      let outcome = turn(until: deadline) { _ in
        inFlight.remove(.poll)
        isReady = true
      }
      guard outcome == .done else {
        cancelAll {
          inFlight.remove(.poll)
          isReady = isReady || $0.result != -Errno.canceled.rawValue
        }
        return isReady ? .done : outcome
      }
    }
    return .done
  }

  /// eventfd write(2), at most one until the thread has seen it.
  package func wake() {
    // A child's write would wake the parent.
    guard !ring.isForked else { return }
    isWoken.store(true, ordering: .sequentiallyConsistent)
    wakeUp.raise()
  }

  /// Frees the ring.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    ring.exit()
    if !isForked { wakeUp.close() }
  }

  // MARK: Operations

  private func begin() {
    precondition(inFlight.isEmpty, "a blocking call within another one")
    precondition(!isClosed && !ring.isForked, "a ring that is closed, or another process's")
  }

  /// Begins a send that does not wait, and completes only where it comes to less than all: so one wait for
  /// one completion, the input, does as a rule. Nothing is begun where an older kernel might not tell how
  /// much that was.
  private func sendSilently(_ exchange: Exchange, _ fd: Int32) {
    guard exchange.canSend, !exchange.endsWhenSent, ring.step.tellsWhatWasSent,
      let count = Int32(exactly: exchange.sending.count), count <= Self.mostAtOnce
    else { return }
    inFlight.insert(.send)
    silent = count
    place { ring.prepareSilentSend(fd, exchange.sending, Name.send) }
  }

  /// Polls the wake-up, unless it is being polled. Before each wait: what is left of a wake that has been
  /// heeded otherwise completes the poll, and ends no wait.
  private func watchWakeUp() {
    guard !isWatching else { return }
    isWatching = true
    let input = PollEvents.input.rawValue
    place { ring.preparePoll(wakeUp.descriptor, input, multishot: false, Name.wake) }
  }

  private func send(_ exchange: Exchange, _ fd: Int32) {
    inFlight.insert(.send)
    place { ring.prepareSend(fd, exchange.sending, pollFirst: false, Name.send) }
  }

  private func receive(_ exchange: Exchange, _ fd: Int32) {
    guard let room = exchange.receiving else { return }
    inFlight.insert(.receive)
    let pollFirst = exchange.expecting == .nothing && ring.step.offersPollFirst
    place { ring.prepareReceive(fd, room, pollFirst: pollFirst, Name.receive) }
  }

  /// Notes what an operation came to, or begins it again where it came to nothing, unless all `isOver`.
  private func settle(
    _ completion: curing_completion, _ exchange: inout Exchange, _ fd: Int32, isOver: Bool = false
  ) {
    let isReceive = completion.user_data & Name.receive != 0
    inFlight.remove(isReceive ? .receive : .send)
    switch completion.result {
    // Cancelled before anything was moved, or not begun.
    case -Errno.canceled.rawValue: break
    case -Errno.wouldBlock.rawValue where completion.user_data & Name.retry == 0:
      // The descriptor is one that does not wait: the kernel polls for it, and it is tried again.
      guard !isOver else { break }
      let events: PollEvents = isReceive ? [.input, .peerClosed] : .output
      inFlight.insert(isReceive ? .receive : .send)
      place {
        ring.preparePoll(
          fd, events.rawValue, multishot: false, completion.user_data | Name.retry)
      }
    case _ where completion.user_data & Name.retry != 0, -Errno.interrupted.rawValue:
      guard !isOver else { break }
      if isReceive { receive(exchange, fd) } else { send(exchange, fd) }
    default:
      if isReceive {
        exchange.received = completion.result
      } else {
        exchange.noteSent(completion.result)
      }
    }
  }

  /// Ends what is in flight, and waits for that.
  private func cancelAll(_ take: (curing_completion) -> Void) {
    while !inFlight.isEmpty {
      for operation in [Operations.send, .receive, .poll] where inFlight.contains(operation) {
        for name in [operation.rawValue, operation.rawValue | Name.retry] {
          place { ring.prepareCancel(name, Name.cancel) }
        }
      }
      // A cancel may miss an operation that is between two waits, and then it is repeated.
      enter(waiting: Self.cancelPatience)
      collect(take)
    }
  }

  // MARK: The kernel

  /// Enters the kernel until something completes.
  private func turn(
    until deadline: Instant?, _ take: (curing_completion) -> Void
  ) -> BlockingOutcome {
    while true {
      watchWakeUp()
      // A wake that came along with a completion has ended a turn already: it ends no second one.
      let isCalled = isWoken.load(ordering: .sequentiallyConsistent)
      enter(waiting: isCalled ? 0 : Instant.nanoseconds(until: deadline))
      if collect(take) { return .done }
      if isWoken.exchange(false, ordering: .sequentiallyConsistent) { return .woken }
      if let deadline, Instant.now >= deadline { return .timedOut }
    }
  }

  /// Takes the completions that are there; whether one of them was an operation's.
  @discardableResult
  private func collect(_ take: (curing_completion) -> Void) -> Bool {
    var isAny = false
    while true {
      let count = ring.take(Ring.batch)
      for index in 0..<count {
        let completion = ring.completion(index)
        switch completion.user_data {
        case Name.cancel: break
        case Name.wake:
          isWatching = false
          wakeUp.drain()
          wakeUp.acknowledge()
        default:
          isAny = true
          if completion.user_data == Name.send { silent = nil }
          take(completion)
        }
      }
      if count == 0 { break }
    }
    // What the kernel has taken, and has said nothing of, has been sent.
    if let count = silent, ring.queued == 0 {
      silent = nil
      isAny = true
      take(curing_completion(user_data: Name.send, result: count, flags: 0))
    }
    return isAny
  }

  /// Writes an entry, after a submission where the queue is full.
  private func place(_ prepare: () -> Bool) {
    while !prepare() { enter(waiting: 0) }
  }

  private func enter(waiting nanoseconds: Int64) {
    do throws(Errno) {
      if !isBound {
        isBound = true
        try ring.bind()
      }
      try ring.enter(waiting: nanoseconds)
    } catch {
      fatalError("io_uring_enter: \(error) (\(error.name))")
    }
  }
}
