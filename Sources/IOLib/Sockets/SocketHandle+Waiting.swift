// Calls on a socket that wait: attempts, and waits between them.

import SluiceCore
import SluiceLoop
import SystemPackage

extension Instant {
  /// When a call that begins now has waited long enough: at once unless it is to `wait`; nil: never.
  ///
  /// - Throws: `invalidArgument` for a time of less than zero.
  static func end(ofWaiting wait: Bool, timeout: Duration?) throws(SocketError) -> Instant? {
    if let timeout, timeout < .zero {
      throw .argument("timeout", "\(timeout) is less than no time")
    }
    return wait ? timeout.map { .now + $0 } : .distantPast
  }
}

extension SocketHandle {
  /// Moves bytes over the socket: see `Exchange`.
  ///
  /// Looks at `isWanted` once other threads can wake this one; where it is true the exchange ends with
  /// `woken` and is not begun.
  func run(
    _ exchange: inout Exchange, _ operation: IOError.Operation, until deadline: Instant?,
    unless isWanted: () -> Bool = { false }
  ) throws(SocketError) -> BlockingOutcome {
    try waiting(operation) { raw, driver throws(SocketError) in
      guard !isWanted() else { return .woken }
      let outcome = driver.run(&exchange, on: raw.fd, until: deadline)
      if outcome == .woken, isClosed { throw .closed(operation) }
      return outcome
    }
  }

  /// Waits for an event until the deadline; false when that has passed.
  func wait(
    for events: PollEvents, _ operation: IOError.Operation, until deadline: Instant?
  ) throws(SocketError) -> Bool {
    try waiting(operation) { raw, driver throws(SocketError) in
      while true {
        switch driver.wait(for: events, on: raw.fd, until: deadline) {
        case .done: return true
        case .timedOut: return false
        case .woken: if isClosed { throw .closed(operation) }
        }
      }
    }
  }

  /// Waits for no event but a close by another thread, which throws `closed`: for `pause`, which is twice
  /// as long the next time (50 ms at most), and not beyond the deadline.
  func backOff(
    _ pause: inout Duration, _ operation: IOError.Operation, until deadline: Instant?
  ) throws(SocketError) {
    let end = Instant.now + pause
    pause = min(pause * 2, .milliseconds(50))
    try waiting(operation) { raw, driver throws(SocketError) in
      let outcome = driver.wait(for: [], on: raw.fd, until: deadline.map { min($0, end) } ?? end)
      if outcome == .woken, isClosed { throw .closed(operation) }
    }
  }

  /// Makes an attempt, and others each time the socket is ready for `events`, until one of them answers
  /// something else than EAGAIN. That is what is thrown (`wouldBlock`) once the deadline has passed.
  func attempt<R>(
    _ operation: IOError.Operation, _ events: PollEvents, until deadline: Instant?,
    _ body: (RawSocket) throws(SocketError) -> (result: Int32, value: R)
  ) throws(SocketError) -> R {
    while true {
      let (result, value) = try use(operation, body)
      guard result == -Errno.wouldBlock.rawValue else { return value }
      guard try wait(for: events, operation, until: deadline) else {
        throw try use(operation) { _ in failure(operation, Errno.wouldBlock.rawValue) }
      }
    }
  }
}
