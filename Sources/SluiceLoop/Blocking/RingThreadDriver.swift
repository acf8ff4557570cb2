// A ring of a thread's own: what a thread waits with where io_uring is.

package import SluiceCore
import Synchronization

/// A thread's driver over an io_uring of its own.
///
/// Three operations at most are in flight, and none when a call returns: what is not over when the
/// time is up, or the thread is woken, is cancelled and awaited.
package final class RingThreadDriver: BlockingDriver, @unchecked Sendable {
  // Sendable: `wake` touches what is made for other threads, and the rest is touched by the driver's own
  // thread only.

  /// `.uring`
  package let kind = DriverKind.uring

  private let driver: UringDriver
  private let isWoken = Atomic(false)
  private var completions: [Completion] = []
  private var generation: UInt32 = 0
  private var awaited = 0

  private enum Slot: UInt32 { case send, receive, poll }

  /// A ring of few entries, on the best step that has proved to work.
  package init() throws(IOError) {
    var configuration = UringDriver.Configuration()
    configuration.submissionEntries = 8
    configuration.completionEntries = 16
    configuration.firstStep = try RingTrial.firstStep(UringDriver.Configuration())
    driver = try UringDriver(configuration)
    completions.reserveCapacity(8)
  }

  /// Whether this is a child of the process that made the ring.
  package var isForked: Bool { driver.ring.isForked }

  /// One io_uring_enter(2) for the send and the receive together, as a rule.
  package func run(
    _ exchange: inout Exchange, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    let descriptor = Descriptor(rawValue: fd)
    begin()
    if exchange.canSend {
      awaited += 1
      driver.send(to: descriptor, from: exchange.sending, id: id(.send))
    }
    if let room = exchange.receiving {
      awaited += 1
      driver.receive(from: descriptor, into: room, expecting: exchange.expecting, id: id(.receive))
    }
    var isSending = exchange.canSend
    while !exchange.isDone {
      if !isSending, exchange.canSend {
        // The kernel took a part only.
        awaited += 1
        isSending = true
        driver.send(to: descriptor, from: exchange.sending, id: id(.send))
      }
      let outcome = turn(until: deadline) { settle($0, &exchange, &isSending) }
      guard outcome == .done else {
        cancelAll { settle($0, &exchange, &isSending) }
        return exchange.isDone ? .done : outcome
      }
    }
    if awaited > 0 { cancelAll { settle($0, &exchange, &isSending) } }
    return .done
  }

  /// One io_uring_enter(2), as a rule.
  package func wait(
    for events: PollEvents, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    begin()
    // A descriptor that is polled for nothing still says that it hung up.
    guard !events.isEmpty else { return turn(until: deadline) { _ in } }
    awaited += 1
    driver.poll(Descriptor(rawValue: fd), for: events, multishot: false, id: id(.poll))
    var isReady = false
    while !isReady {
      let outcome = turn(until: deadline) { _ in isReady = true }
      guard outcome == .done else {
        cancelAll { isReady = isReady || !$0.wasCancelled }
        return isReady ? .done : outcome
      }
    }
    return .done
  }

  /// eventfd write(2), at most one until the thread has seen it.
  package func wake() {
    isWoken.store(true, ordering: .sequentiallyConsistent)
    driver.wake()
  }

  /// Frees the ring.
  package func close() { driver.close() }

  private func begin() {
    precondition(awaited == 0, "a blocking call within another one")
    generation &+= 1
  }

  private func id(_ slot: Slot) -> OperationID {
    OperationID(slot: slot.rawValue, generation: generation)
  }

  private func settle(
    _ completion: Completion, _ exchange: inout Exchange, _ isSending: inout Bool
  ) {
    if completion.id.slot == Slot.receive.rawValue {
      // Cancelled before anything came: nothing was received.
      if !completion.wasCancelled { exchange.received = completion.result }
    } else {
      isSending = false
      if !completion.wasCancelled { exchange.noteSent(completion.result) }
    }
  }

  /// Enters the kernel until something completes.
  private func turn(
    until deadline: Instant?, _ take: (Completion) -> Void
  ) -> BlockingOutcome {
    while true {
      // A wake that came along with a completion has ended a turn already: it ends no second one.
      let isCalled = isWoken.load(ordering: .sequentiallyConsistent)
      driver.turn(until: isCalled ? .distantPast : deadline, into: &completions)
      if drain(take) { return .done }
      if isWoken.exchange(false, ordering: .sequentiallyConsistent) { return .woken }
      if let deadline, driver.now >= deadline { return .timedOut }
    }
  }

  /// Whether there was something.
  private func drain(_ take: (Completion) -> Void) -> Bool {
    guard !completions.isEmpty else { return false }
    awaited -= completions.count
    for completion in completions { take(completion) }
    completions.removeAll(keepingCapacity: true)
    return true
  }

  /// Ends what is in flight, and waits for that.
  private func cancelAll(_ take: (Completion) -> Void) {
    for slot in [Slot.send, .receive, .poll] { driver.cancel(id(slot)) }
    while awaited > 0 {
      driver.turn(until: nil, into: &completions)
      _ = drain(take)
    }
  }
}
