// Reading: the refill loop, and what happens when a receive completes.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// The refill loop: advances `step` until it has produced, receiving when it needs input.
  ///
  /// The calling task holds the reader's place until it returns. Inlined, together with the wait,
  /// into one function for each step: a suspended reader is one frame.
  @inline(__always)
  func read<S: StreamStep>(_ step: inout S) async throws(StreamError) -> S.Product {
    guard phase == .open else { throw .closed }
    guard !isBeingRead else { throw .busy }
    isBeingRead = true
    defer { readerLeft() }
    let deadline = configuration.readTimeout.map { kernel.now + $0 }
    while true {
      // A task that never has to wait must still let others run.
      if loop.isBudgetSpent() { await loop.giveWay() }
      guard phase == .open else { throw .closed }
      if let product = try advanceReading(&step) { return product }
      guard try isToWait(&step, until: deadline) else { continue }
      let outcome = await wait { reader = $0 }
      readDeadline = nil
      takeDirectly(directInput.takeMoved(), for: &step)
      guard outcome != .ready else { continue }
      return try afterStop(outcome, of: &step)
    }
  }

  private func advanceReading<S: StreamStep>(
    _ step: inout S
  ) throws(StreamError) -> S.Product? {
    switch advanceInput(&step) {
    case .produced(let product): return product
    case .failed(let error): throw StreamError(error)
    case .needsRoom: preconditionFailure("a reading step needs no room")
    case .needsInput: return nil
    }
  }

  /// The wait has ended for another reason than input: what arrived until now may be enough all the
  /// same, and must not be lost.
  private func afterStop<S: StreamStep>(
    _ outcome: WaitOutcome, of step: inout S
  ) throws(StreamError) -> S.Product {
    guard phase == .open else { throw .closed }
    if case .produced(let product) = advanceInput(&step) { return product }
    step.abandon(&state)
    throw StreamError(outcome)
  }

  /// Advances a reading step, charging what it consumed to the task's allowance.
  @inline(__always)
  func advanceInput<S: StreamStep>(_ step: inout S) -> StepOutcome<S.Product> {
    let before = state.input.consumedBytes
    let outcome = step.advance(&state)
    budget.left.fuel &-= state.input.consumedBytes &- before
    return outcome
  }

  /// Gets more input under way; false where it has come at once, and the step can go on.
  private func isToWait<S: StreamStep>(
    _ step: inout S, until deadline: Instant?
  ) throws(StreamError) -> Bool {
    if let readFailure {
      step.abandon(&state)
      throw readFailure
    }
    if receiving == nil, polling == nil {
      if isDraining {
        guard receiveWhatIsThere() == .doubtfulEnd else { return false }
      } else if lastReceiveFilled, receiveAtOnce(for: &step) == .something {
        return false
      }
      if let room = directRoom(of: step) { receiveDirectly(into: room) } else { armReceive() }
    }
    readDeadline = deadline
    if let deadline { arm(deadline) }
    return true
  }

  /// Puts a receive in flight into the ring's free room, unless one is.
  func armReceive() {
    guard receiving == nil, polling == nil, !state.input.endOfStream else { return }
    let room = state.input.lend()
    precondition(!room.isEmpty, "a step asked for input that the buffer has no room for")
    receiving = loop.receive(
      from: descriptor, into: room, expecting: expectation, as: .receive, for: self)
    watchForIdleness()
  }

  func received(_ completion: Completion) {
    receiving = nil
    let count = max(0, Int(completion.result))
    state.input.commit(count)
    idleDeadline = nil
    noteReceive(
      result: completion.result, moreQueued: completion.moreQueued,
      filled: state.input.freeCapacity == 0)
    finishGoingIdle()
    if polling == nil { reader.wake(.ready) }
    if phase != .open { continueClosing() }
  }

  /// What every receive that has ended does to the stream's state.
  func noteReceive(result: Int32, moreQueued: Bool = false, filled: Bool) {
    if result > 0 {
      loop.counters.receives += 1
      loop.counters.bytesIn += Int(result)
      expectation = moreQueued || filled ? .data : .nothing
      lastReceiveFilled = filled
      lastActivity = loop.now
    } else if result == 0, wasReset {
      readFailure = .io(failure(.receive, .connectionReset))
    } else if result == 0 {
      loop.counters.receives += 1
      peerHasEnded = true
      state.input.finish()
      releaseAtEnd()
    } else if result != -Errno.canceled.rawValue {
      readFailure = .io(failure(.receive, Errno(rawValue: -result)))
    }
  }

  // MARK: Into the reader's own memory

  /// A large read into an empty buffer: the kernel writes where the caller wants the bytes. The
  /// caller's memory is lent, so the wait ends with the final completion and nothing else.
  private func receiveDirectly(into room: LentBytes) {
    directInput.begin()
    receiving = loop.receive(
      from: descriptor, into: room,
      expecting: expectation, as: .directReceive, for: self)
    watchForIdleness()
  }

  func receivedDirectly(_ completion: Completion) {
    receiving = nil
    idleDeadline = nil
    // Whether the room was filled is not known here; more is likely where much came.
    noteReceive(
      result: completion.result, moreQueued: completion.moreQueued,
      filled: Int(completion.result) >= state.input.capacity)
    reader.wake(
      directInput.end(result: completion.result, otherwise: phase == .open ? .ready : .closed))
    if phase != .open { continueClosing() }
  }

  /// Ends the reader's wait; where its own memory is lent, only asks for that.
  func stopReader(_ outcome: WaitOutcome) {
    guard reader != nil else { return }
    guard let receiving, directInput.isActive else {
      reader.wake(outcome)
      return
    }
    directInput.requestStop(outcome)
    loop.cancel(receiving)
  }

  /// The reader's call, or its borrowing closure, is over.
  func readerLeft() {
    isBeingRead = false
    if phase == .closed { releaseInput() }
  }
}
