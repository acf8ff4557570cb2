// Writing: the drain loop, the automatic flush, and what happens when a send completes.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// Bytes written to the stream since it began, sent or not.
  @inline(__always)
  var writtenBytes: Int { sentBytes &+ state.output.unsent }

  /// The drain loop: advances `step` until it has produced, sending when it needs room.
  ///
  /// Writers queue: each one's bytes stay contiguous. Inlined, together with its waits, into one
  /// function for each step: a suspended writer is one frame.
  @inline(__always)
  func write<S: StreamStep>(_ step: inout S) async throws(StreamError) -> S.Product {
    try await takeWritersPlace()
    defer { writerLeft() }
    let before = writtenBytes
    while true {
      if loop.isBudgetSpent() { await loop.giveWay() }
      if let product = try advanceWriting(&step) { return product }
      guard isToWait(&step) else { continue }
      let outcome = await wait { writer = $0 }
      let moved = directOutput.takeMoved()
      sentDirectly(moved, of: &step)
      // The kernel had taken all of it before the cancel came: it has been written.
      let isWhole = moved > 0 && step.direct == nil
      guard outcome == .ready || (outcome == .cancelled && isWhole) else {
        throw interrupted(outcome, moved: writtenBytes - before)
      }
    }
  }

  private func advanceWriting<S: StreamStep>(
    _ step: inout S
  ) throws(StreamError) -> S.Product? {
    try checkOutput()
    guard !mayGoDirectly(step) else { return nil }
    switch advanceOutput(&step) {
    case .produced(let product):
      wrote()
      return product
    case .failed(let error): throw StreamError(error)
    case .needsInput: preconditionFailure("a writing step needs no input")
    case .needsRoom: return nil
    }
  }

  /// Advances a writing step, charging what it moved to the task's allowance.
  @inline(__always)
  func advanceOutput<S: StreamStep>(_ step: inout S) -> StepOutcome<S.Product> {
    let before = writtenBytes
    let outcome = step.advance(&state)
    budget.left.fuel &-= writtenBytes &- before
    return outcome
  }

  /// Something was put into the buffer: it leaves at the end of the turn.
  @inline(__always)
  func wrote() {
    guard !isDirty, configuration.autoFlush else { return }
    isDirty = true
    loop.markDirty(self)
  }

  func checkOutput() throws(StreamError) {
    if let writeFailure { throw writeFailure }
    guard phase == .open, !isOutputFinished else { throw .closed }
  }

  /// The write that was under way stops for `outcome`. Where a part of it is in the stream already,
  /// what follows could not be told from it: the output is poisoned, with the count.
  private func interrupted(_ outcome: WaitOutcome, moved: Int) -> StreamError {
    if let writeFailure { return writeFailure }
    guard outcome == .cancelled, moved > 0 else { return StreamError(outcome) }
    let error = StreamError.io(
      failure(.send, .canceled, detail: "a cancelled write had moved \(moved) bytes"))
    writeFailure = error
    return error
  }

  /// Waits until the kernel has taken all that is gathered; by whoever has the writers' place.
  func flushAll() async throws(StreamError) {
    var flush = Flush()
    while case .needsRoom = flush.advance(&state) {
      try checkOutput()
      guard isToWait(&flush) else { continue }
      let outcome = await wait { writer = $0 }
      guard outcome == .ready else { throw interrupted(outcome, moved: 0) }
    }
    try checkOutput()
  }

  /// Flushes, then SHUT_WR.
  func finishWriting() async throws(StreamError) {
    try await takeWritersPlace()
    defer { writerLeft() }
    try await flushAll()
    do { try kernel.shutdown(descriptor, .output) } catch {
      let error = StreamError.io(failure(.shutdown, error))
      writeFailure = error
      throw error
    }
    isOutputFinished = true
    dismissWritersInQueue()
  }

  // MARK: The writers' place

  /// Those who wait for their turn learn that there will be none.
  func dismissWritersInQueue() {
    let queue = writersInQueue
    writersInQueue = []
    for waiter in queue { waiter.resume(.closed) }
  }

  @inline(__always)
  func takeWritersPlace() async throws(StreamError) {
    try checkOutput()
    guard isBeingWritten else {
      isBeingWritten = true
      return
    }
    let outcome = await wait { writersInQueue.append($0) }
    // Woken with the place already ours, or without it.
    guard outcome == .ready else { throw StreamError(outcome) }
  }

  func writerLeft() {
    guard phase == .open, !writersInQueue.isEmpty else {
      isBeingWritten = false
      return
    }
    writersInQueue.removeFirst().resume(.ready)
  }

  // MARK: Sending

  /// Whether the caller's memory is to be sent from where it is: it is large, and nothing is before
  /// it.
  @inline(__always)
  func mayGoDirectly<S: StreamStep>(_ step: S) -> Bool {
    guard let bytes = step.direct else { return false }
    return bytes.count >= directSize && sending == nil && state.output.isEmpty
  }

  /// Gets room under way; false where it has come at once, and the step can go on.
  private func isToWait<S: StreamStep>(_ step: inout S) -> Bool {
    if mayGoDirectly(step), let bytes = step.direct?.prefix(OutputBuffer.maximumSend) {
      if sendAtOnce(bytes, of: &step) { return false }
      sendDirectly(bytes)
    } else if sending == nil {
      startSend()
      // What is sealed has left the other buffer to us; a flush looks again, and waits.
      if sending != nil { return false }
    }
    return true
  }

  /// Has what is gathered leave, now or behind the send in flight.
  func startFlush() {
    isFlushAsked = sending != nil && state.output.gathered > 0
    startSend()
  }

  /// Seals what is gathered and hands it to the driver, if nothing flies.
  func startSend() {
    // What is buffered when a stream is aborted is lost, as was asked for.
    guard sending == nil, writeFailure == nil, !phase.isAborting,
      let bytes = state.output.seal()
    else { return }
    isFlushAsked = false
    submitSend(bytes)
  }

  private func submitSend(_ bytes: LentBytes) {
    sending = loop.send(to: descriptor, from: bytes, as: .send, for: self)
    startWriteTimer()
  }

  private func startWriteTimer() {
    guard let timeout = configuration.writeTimeout else { return }
    let deadline = kernel.now + timeout
    writeDeadline = deadline
    arm(deadline)
  }

  func sent(_ completion: Completion) {
    sending = nil
    writeDeadline = nil
    let count = max(0, Int(completion.result))
    noteSend(result: completion.result)
    sentBytes += count
    let rest = state.output.sent(count)
    if writeFailure == nil {
      if phase.isAborting {
        // The rest is lost; `finishAborting` counts it.
      } else if let rest {
        submitSend(rest)
      } else if state.output.gathered > 0 {
        // Whoever waits for room, or for a flush, waits for all of it to leave.
        if writer != nil || phase != .open || isFlushAsked { startSend() } else { wrote() }
      } else {
        watchOutputForIdleness()
      }
    }
    writer.wake(.ready)
    if phase != .open { continueClosing() }
  }

  /// Whether we have stopped the send in flight ourselves: then it has not failed.
  private var stopsSending: Bool {
    phase.isAborting || isProbingSend || (directOutput.isActive && directOutput.stop != nil)
  }

  /// What every send that has ended does to the stream's state.
  func noteSend(result: Int32) {
    let wasCancelled = result == -Errno.canceled.rawValue
    if result == -Errno.connectionReset.rawValue { wasReset = true }
    if result >= 0 {
      loop.counters.sends += 1
      loop.counters.bytesOut += Int(result)
      lastActivity = loop.now
    } else if writeFailure == nil, !(wasCancelled && stopsSending) {
      writeFailure = .io(failure(.send, Errno(rawValue: -result)))
    }
    guard isProbingSend else { return }
    isProbingSend = false
    if wasCancelled, phase == .open { failIdle() }
  }

  // MARK: From the writer's own memory

  /// A large write with nothing buffered: the kernel reads where the caller has the bytes. The
  /// caller's memory is lent, so the wait ends with the final completion and nothing else.
  private func sendDirectly(_ bytes: LentBytes) {
    directOutput.begin()
    sending = loop.send(to: descriptor, from: bytes, as: .directSend, for: self)
    startWriteTimer()
  }

  func sentDirectly(_ completion: Completion) {
    sending = nil
    writeDeadline = nil
    noteSend(result: completion.result)
    writer.wake(
      directOutput.end(result: completion.result, otherwise: phase == .open ? .ready : .closed))
    if phase != .open { continueClosing() }
  }

  /// Ends the writer's wait; where its own memory is lent, only asks for that.
  func stopWriter(_ outcome: WaitOutcome) {
    guard writer != nil else { return }
    guard let sending, directOutput.isActive else {
      writer.wake(outcome)
      return
    }
    directOutput.requestStop(outcome)
    loop.cancel(sending)
  }
}
