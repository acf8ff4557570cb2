// Reading: the refill loop, and what happens when a receive completes.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// The refill loop: advances `step` until it has produced, receiving when it needs input.
  ///
  /// The calling task holds the reader's place until it returns.
  func read<S: StreamStep>(_ step: inout S) async throws(StreamError) -> S.Product {
    guard phase == .open else { throw .closed }
    guard !isBeingRead else { throw .busy }
    isBeingRead = true
    defer { readerLeft() }
    if loop.isBudgetSpent() { await loop.giveWay() }
    let deadline = configuration.readTimeout.map { loop.now + $0 }
    while true {
      guard phase == .open else { throw .closed }
      switch advanceInput(&step) {
      case .produced(let product): return product
      case .failed(let error): throw StreamError(error)
      case .needsRoom: preconditionFailure("a reading step needs no room")
      case .needsInput: break
      }
      if let readFailure {
        step.abandon(&state)
        throw readFailure
      }
      let outcome = await refill(&step, until: deadline)
      guard outcome != .ready else { continue }
      guard phase == .open else { throw .closed }
      // What arrived until now may be enough all the same, and must not be lost.
      if case .produced(let product) = advanceInput(&step) { return product }
      step.abandon(&state)
      throw StreamError(outcome)
    }
  }

  /// Advances a reading step, charging what it consumed to the task's allowance.
  @inline(__always)
  func advanceInput<S: StreamStep>(_ step: inout S) -> StepOutcome<S.Product> {
    let before = state.input.consumedBytes
    let outcome = step.advance(&state)
    budget.left.fuel &-= state.input.consumedBytes &- before
    return outcome
  }

  private func refill<S: StreamStep>(
    _ step: inout S, until deadline: Instant?
  ) async -> WaitOutcome {
    if isDraining, receiving == nil, polling == nil {
      receiveWhatIsThere()
      return .ready
    }
    if let room = step.direct, receiving == nil, polling == nil, room.count >= state.input.capacity,
      state.input.isEmpty
    {
      return await receive(into: room, for: &step, until: deadline)
    }
    armReceive()
    readDeadline = deadline
    if let deadline { arm(deadline) }
    defer { readDeadline = nil }
    return await suspend(ticket: makeTicket(), of: id, on: loop) { reader = $0 }
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
    noteReceive(completion, filled: state.input.freeCapacity == 0)
    idleDeadline = nil
    finishGoingIdle()
    if polling == nil { reader.wake(.ready) }
    if phase != .open { continueClosing() }
  }

  /// What every completed receive does to the stream's state.
  func noteReceive(_ completion: Completion, filled: Bool) {
    if completion.result > 0 {
      loop.counters.receives += 1
      loop.counters.bytesIn += Int(completion.result)
      expectation = completion.moreQueued || filled ? .data : .nothing
      lastActivity = loop.now
    } else if completion.result == 0 {
      loop.counters.receives += 1
      state.input.finish()
    } else if !completion.wasCancelled {
      readFailure = .io(failure(.receive, Errno(rawValue: -completion.result)))
    }
  }

  // MARK: Into the reader's own memory

  /// A large read into an empty buffer: the kernel writes where the caller wants the bytes. The
  /// caller's memory is lent, so the wait ends with the final completion and nothing else.
  private func receive<S: StreamStep>(
    into room: LentBytes, for step: inout S, until deadline: Instant?
  ) async -> WaitOutcome {
    directInput.begin()
    receiving = loop.receive(
      from: descriptor, into: room, expecting: expectation, as: .directReceive, for: self)
    readDeadline = deadline
    if let deadline { arm(deadline) }
    let outcome = await suspend(ticket: makeTicket(), of: id, on: loop) { reader = $0 }
    readDeadline = nil
    if directInput.moved > 0 {
      step.movedDirectly(directInput.moved)
      state.input.receivedDirectly(directInput.moved)
      budget.left.fuel &-= directInput.moved
    }
    return outcome
  }

  func receivedDirectly(_ completion: Completion) {
    receiving = nil
    // Whether the room was filled is not known here; more is likely where much came.
    noteReceive(completion, filled: Int(completion.result) >= state.input.capacity)
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
