// How a stream receives: to its buffer or to the caller's memory, and with its output sent along.
//
// Invariant: memory that is lent to the kernel belongs to the side whose lock is held, or to the caller,
// until the call returns.

import SluiceCore
import SluiceLoop
import Synchronization
import SystemPackage

extension ActiveStreamSocket {
  /// Receives at least one byte, or the end, to where the step wants it.
  @inline(__always)
  func refill<S: StreamStep>(
    _ step: inout S, _ side: inout InputSide, until deadline: Instant?
  ) throws(SocketError) {
    // What is less than a buffer goes through it, so that more may come along.
    if side.state.input.isEmpty, let room = step.direct, room.count >= side.state.input.capacity {
      let count = try receive(into: room, &side, until: deadline)
      if count == 0 { return side.state.input.finish() }
      side.state.input.receivedDirectly(count)
      return step.movedDirectly(count)
    }
    let room = side.state.input.lend()
    var count = 0
    // The loan ends on every path.
    defer { side.state.input.commit(count) }
    count = try receive(into: room, &side, until: deadline)
    if count == 0 { side.state.input.finish() }
  }

  /// Receives what is there; whether there was something, the end included.
  func refillAtOnce(_ side: inout InputSide) throws(SocketError) -> Bool {
    guard !side.state.input.endOfStream else { return false }
    let room = side.state.input.lend()
    var count = 0
    defer { side.state.input.commit(count) }
    let result = try handle.use(.receive) { raw throws(SocketError) in
      let result = handle.received(raw.receive(into: room))
      guard result >= 0 || result == -Errno.wouldBlock.rawValue else {
        throw handle.failure(.receive, -result)
      }
      return Int(result)
    }
    guard result >= 0 else { return false }
    count = result
    if count == 0 { side.state.input.finish() }
    return true
  }

  /// Receives at least one byte; 0 at the end of the stream. Output that is in the buffer goes out
  /// before the wait.
  @inline(__always)
  private func receive(
    into room: LentBytes, _ side: inout InputSide, until deadline: Instant?
  ) throws(SocketError) -> Int {
    let expecting: ReceiveExpectation = side.expectsMore ? .data : .nothing
    let result = handle.received(try receive(into: room, expecting, until: deadline))
    guard result >= 0 else {
      throw try handle.use(.receive) { _ in handle.failure(.receive, -result) }
    }
    side.expectsMore = Int(result) == room.count
    return Int(result)
  }

  /// The same by send(2) and a recv(2) that waits: two system calls. Nil where something else than input
  /// may end the wait, or is to be waited for: time, output that does not leave, a thread that writes.
  @inline(__always)
  private func receiveInTheKernel(into room: LentBytes) throws(SocketError) -> Int32? {
    try handle.blocking(.receive) { raw throws(SocketError) in
      readersAtOutput.add(1, ordering: .sequentiallyConsistent)
      let isFlushed = output.withLockIfFree { side in sendAtOnce(&side, raw) }
      readersAtOutput.subtract(1, ordering: .sequentiallyConsistent)
      guard isFlushed == true else { return nil }
      let result = raw.receiveWaiting(into: room)
      if result == 0, handle.isClosed { throw .closed(.receive) }
      // Somebody has made the descriptor one that does not wait.
      return result == -Errno.wouldBlock.rawValue ? nil : result
    }
  }

  /// Sends what is in the output buffer without waiting; whether nothing is left that could leave.
  @inline(__always)
  private func sendAtOnce(_ side: inout OutputSide, _ raw: RawSocket) -> Bool {
    guard !side.isStuck, let bytes = side.next() else { return true }
    let sent = raw.send(bytes)
    guard sent >= 0 else {
      if sent == -Errno.wouldBlock.rawValue { return false }
      noteSendFailure(sent, &side)
      return true
    }
    _ = side.state.output.sent(Int(sent))
    return side.state.output.unsent == 0
  }

  /// Sending failed for a thread that reads: a writer is told by the next attempt.
  private func noteSendFailure(_ result: Int32, _ side: inout OutputSide) {
    side.isStuck = true
    // The kernel tells of a reset once: it is for the reader, who would see a mere end.
    if result != -Errno.brokenPipe.rawValue { handle.noteReceiveFailure(result) }
  }

  private func receive(
    into room: LentBytes, _ expecting: ReceiveExpectation, until deadline: Instant?
  ) throws(SocketError) -> Int32 {
    if deadline == nil, let received = try receiveInTheKernel(into: room) { return received }
    while true {
      var exchange = Exchange(receiving: room, expecting: expecting)
      let outcome =
        switch try exchangeWithOutput(&exchange, until: deadline) {
        case .ended(let outcome): outcome
        case .nothingToSend: try handle.run(&exchange, .receive, until: deadline)
        case .busy: try receiveMeanwhile(&exchange, until: deadline)
        }
      if outcome == .timedOut { return -Errno.wouldBlock.rawValue }
      // Nil: there is more to send, or a thread that writes has woken this one.
      if let received = exchange.received { return received }
    }
  }

  /// What came of an attempt to send output along.
  private enum OutputAlong {
    case ended(BlockingOutcome)
    case nothingToSend
    /// Another thread has the output side, or wants it.
    case busy
  }

  /// The exchange without output, which another thread has. That one wakes this one when it is done.
  private func receiveMeanwhile(
    _ exchange: inout Exchange, until deadline: Instant?
  ) throws(SocketError) -> BlockingOutcome {
    waitingReaders.add(1, ordering: .sequentiallyConsistent)
    defer { waitingReaders.subtract(1, ordering: .sequentiallyConsistent) }
    return try handle.run(
      &exchange, .receive, until: deadline,
      unless: { !isOutputWanted && output.withLockIfFree { _ in () } != nil })
  }

  /// The exchange, with what is in the output buffer sent along.
  private func exchangeWithOutput(
    _ exchange: inout Exchange, until deadline: Instant?
  ) throws(SocketError) -> OutputAlong {
    guard !isOutputWanted else { return .busy }
    readersAtOutput.add(1, ordering: .sequentiallyConsistent)
    defer { readersAtOutput.subtract(1, ordering: .sequentiallyConsistent) }
    let room = exchange.receiving
    let expecting = exchange.expecting
    let attempt = try output.withLockIfFree { side throws(SocketError) -> OutputAlong in
      guard !side.isStuck, let bytes = side.next() else { return .nothingToSend }
      // What comes behind those bytes must leave too: the peer may wait for all of it.
      var both = Exchange(
        sending: bytes, receiving: room, expecting: expecting,
        endsWhenSent: side.state.output.unsent > bytes.count)
      // What has left is noted on every path.
      defer { _ = side.state.output.sent(both.sent) }
      // A writer that came before this thread could be woken has woken nobody.
      let outcome = try handle.run(
        &both, .receive, until: deadline, unless: { isOutputWanted })
      exchange.received = both.received
      if both.sendFailure < 0 { noteSendFailure(both.sendFailure, &side) }
      return .ended(outcome)
    }
    return attempt ?? .busy
  }

  private var isOutputWanted: Bool { writers.load(ordering: .sequentiallyConsistent) > 0 }
}
