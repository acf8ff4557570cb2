// Plain calls and poll(2): what a thread waits with where there is no ring.

import CURing
import Glibc
package import SluiceCore

/// A thread's driver over recv(2), send(2) and ppoll(2).
///
/// Every call is made without waiting (MSG_DONTWAIT), whatever the descriptor's mode; ppoll(2) then
/// waits for the descriptor and for `wake` together.
package final class PlainDriver: BlockingDriver {
  /// `.poll`
  package let kind = DriverKind.poll

  private let wakeUp: WakeUp
  private let forks = curing_forks()

  /// A driver with an eventfd(2) of its own: one system call.
  package init() throws(IOError) {
    do { wakeUp = try WakeUp() } catch {
      throw IOError(.driver, error, detail: "eventfd for a blocking thread")
    }
  }

  /// Whether this is a child of the process that made it: the eventfd is shared with the parent.
  package var isForked: Bool { forks != curing_forks() }

  /// A round trip costs three system calls: send, ppoll, recv. Where data is expected recv comes
  /// first, and ppoll only where it finds nothing.
  package func run(
    _ exchange: inout Exchange, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    send(&exchange, fd)
    if exchange.expecting == .data { receive(&exchange, fd) }
    while !exchange.isDone {
      var events: PollEvents = exchange.receiving == nil ? [] : [.input, .peerClosed]
      if exchange.canSend { events.insert(.output) }
      let (outcome, ready) = poll(fd, events, until: deadline)
      guard outcome == .done else { return outcome }
      if exchange.canSend, !ready.isDisjoint(with: [.output, .error, .hangUp]) {
        send(&exchange, fd)
      }
      if exchange.receiving != nil, !ready.subtracting(.output).isEmpty { receive(&exchange, fd) }
    }
    return .done
  }

  /// One ppoll(2), more where signals come.
  package func wait(
    for events: PollEvents, on fd: Int32, until deadline: Instant?
  ) -> BlockingOutcome {
    // A descriptor that is polled for nothing still says that it hung up.
    poll(events.isEmpty ? -1 : fd, events, until: deadline).outcome
  }

  /// eventfd write(2), at most one until the thread has seen it.
  package func wake() { wakeUp.raise() }

  /// Closes the eventfd, unless somebody is just writing to it, who then does.
  package func close() { wakeUp.close() }

  private func send(_ exchange: inout Exchange, _ fd: Int32) {
    while exchange.canSend {
      let result = SystemCalls.send(fd, exchange.sending)
      if result == -EAGAIN { return }
      exchange.noteSent(result)
    }
  }

  private func receive(_ exchange: inout Exchange, _ fd: Int32) {
    guard let room = exchange.receiving else { return }
    let result = SystemCalls.receive(fd, room)
    if result != -EAGAIN { exchange.received = result }
  }

  private func poll(
    _ fd: Int32, _ events: PollEvents, until deadline: Instant?
  ) -> (outcome: BlockingOutcome, ready: PollEvents) {
    while true {
      let result = curing_poll(
        fd, events.rawValue, wakeUp.descriptor, Instant.nanoseconds(until: deadline))
      if result == -EINTR { continue }
      guard result >= 0 else {
        // Out of memory: the descriptor's own calls tell what is wrong.
        return (.done, events)
      }
      let bits = UInt32(result)
      if bits & UInt32(CURING_WOKEN) != 0 {
        wakeUp.acknowledge()
        return (.woken, [])
      }
      return bits == 0 ? (.timedOut, []) : (.done, PollEvents(rawValue: bits))
    }
  }
}
