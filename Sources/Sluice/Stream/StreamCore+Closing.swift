// The end of a stream: flush, SHUT_WR, throw input away for a while, cancel, await, close(2).
//
// It is driven by completions and timers, not by the task that asked for it: a task that is
// cancelled meanwhile changes nothing.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// How far the end has come.
  enum Phase: Equatable {
    /// In use.
    case open
    /// Delivering what is left of the output, until `deadline`.
    case flushing(deadline: Instant)
    /// SHUT_WR is done; input is thrown away until its end, so that unread input does not turn the
    /// close into a reset, which could overtake the last reply.
    case lingering(deadline: Instant, discarded: Int)
    /// Operations were cancelled; the descriptor closes with the last final completion.
    case aborting(reset: Bool)
    /// Nothing is left.
    case closed

    var isAborting: Bool { if case .aborting = self { true } else { false } }
  }

  /// Input thrown away at most while closing, in bytes.
  static let discardLimit = 64 * 1024
  /// Input thrown away by one receive at most, in bytes.
  static let discardCapacity = 4 * 1024
  /// Time for the peer to end its side while closing.
  private static let lingerTime = Duration.seconds(1)

  /// Closes; returns when the descriptor is closed. Idempotent, and deaf to cancellation.
  func close() async throws(StreamError) {
    // What an abort has lost was lost as was asked for; one that cuts us short is another matter.
    guard !wasAborted else { return await untilClosed() }
    beginClosing()
    await untilClosed()
    if let writeFailure { throw writeFailure }
    guard lostBytes > 0 else { return }
    throw .io(
      failure(.close, .timedOut, detail: "\(lostBytes) bytes of output were not delivered"))
  }

  /// Closes at once: unsent output is lost, the peer of a TCP connection is sent a reset.
  func closeAbruptly() async {
    abort()
    await untilClosed()
  }

  private func untilClosed() async {
    guard phase != .closed else { return }
    await Suspension.wait { closers.append($0) }
  }

  private func beginClosing() {
    guard phase == .open else { return }
    let deadline = kernel.now + configuration.closeTimeout
    phase = .flushing(deadline: deadline)
    dismissWaiters()
    arm(deadline)
    continueClosing()
  }

  /// Ends the stream now, as was asked for. What is in flight is cancelled and awaited.
  func abort() {
    guard phase != .closed, !phase.isAborting else { return }
    wasAborted = true
    giveUp()
  }

  /// Ends the stream now, with what is not delivered lost.
  func giveUp() {
    guard phase != .closed, !phase.isAborting else { return }
    startAborting(reset: true)
    dismissWaiters()
    continueClosing()
  }

  /// Readers and writers learn that the stream is closed; those whose own memory is lent learn it
  /// from its final completion.
  private func dismissWaiters() {
    stopReader(.closed)
    stopWriter(.closed)
    dismissWritersInQueue()
  }

  /// Goes as far as it can: called after each completion and when time is up.
  func continueClosing() {
    switch phase {
    case .open, .closed: return
    case .flushing: finishFlushing()
    case .lingering: lingerOn()
    case .aborting: finishAborting()
    }
  }

  private func finishFlushing() {
    guard writeFailure == nil else {
      startAborting(reset: true)
      finishAborting()
      return
    }
    // A write from its caller's own memory is under way: it ends first.
    guard !directOutput.isActive else { return }
    if sending == nil { startSend() }
    guard sending == nil else { return }
    shutDownOutput()
  }

  private func shutDownOutput() {
    // With nothing left to come, close(2) ends our side as well.
    guard !peerHasEnded, readFailure == nil else {
      isOutputFinished = true
      endLingering()
      return
    }
    // An error here says that the connection is gone already, which is what we are after.
    if !isOutputFinished { try? kernel.shutdown(descriptor, .output) }
    isOutputFinished = true
    let deadline = kernel.now + Self.lingerTime
    phase = .lingering(deadline: deadline, discarded: 0)
    arm(deadline)
    lingerOn()
  }

  private func lingerOn() {
    guard case .lingering(_, let discarded) = phase else { return }
    guard !peerHasEnded, readFailure == nil, discarded < Self.discardLimit else {
      endLingering()
      return
    }
    // A receive into the ring may still be in flight: it serves as well. A poll tells in time.
    guard receiving == nil, polling == nil else { return }
    receiving = loop.receive(
      from: descriptor, into: discardBuffer.lend(), expecting: expectation, as: .discard,
      for: self)
  }

  func discarded(_ completion: Completion) {
    receiving = nil
    let count = max(0, Int(completion.result))
    discardBuffer.commit(count)
    discardBuffer.consume(count)
    noteReceive(result: completion.result, filled: count == Self.discardCapacity)
    if case .lingering(let deadline, let before) = phase {
      phase = .lingering(deadline: deadline, discarded: before + count)
    }
    continueClosing()
  }

  /// The peer had its time to end its side.
  func endLingering() {
    startAborting(reset: false)
    finishAborting()
  }

  private func startAborting(reset: Bool) {
    phase = .aborting(reset: reset)
    if let receiving { loop.cancel(receiving) }
    if let polling { loop.cancel(polling) }
    if let sending { loop.cancel(sending) }
    if let pollingOutput { loop.cancel(pollingOutput) }
  }

  func releaseInput() {
    state.input.consume(state.input.available)
    state.input.release()
  }

  /// close(2) would hold the loop up until the peer has everything. No time at all, which is a reset,
  /// stays.
  private func stopLingering() {
    guard let linger = try? kernel.get(.linger, of: descriptor), linger.isOn, linger.seconds > 0
    else { return }
    try? kernel.set(.linger, of: descriptor, to: .off)
  }

  /// Closes the descriptor when nothing names it any more, and gives everything back.
  private func finishAborting() {
    guard case .aborting(let reset) = phase, receiving == nil, polling == nil, sending == nil,
      pollingOutput == nil
    else { return }
    lostBytes = state.output.unsent
    if mayLinger, !reset { stopLingering() }
    kernel.close(descriptor, reset: reset)
    phase = .closed
    loop.counters.closed += 1
    if reset { loop.counters.aborted += 1 }
    loop.counters.lineMoves += state.input.lineMoves
    _ = state.output.discard()
    _ = state.output.abandonFlight()
    state.output.release()
    discardBuffer.release()
    // A borrowing closure may still hold the reader's bytes; then `readerLeft` gives them back.
    if !isBeingRead { releaseInput() }
    loop.remove(id)
    for caller in closers { caller.resume() }
    closers = []
  }
}
