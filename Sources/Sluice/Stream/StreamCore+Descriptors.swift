// Descriptors along with a stream's bytes: messages of one byte that go round the buffers, and keep
// their place among what goes through them.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// What a message costs of a task's allowance of bytes: a system call of its own, for one byte.
  private static let messagePrice = 1024

  /// A task that never has to wait must still let others run.
  private func giveWayIfDue() async {
    budget.left.callsUntilClock &-= 1
    if loop.isBudgetSpent() { await loop.giveWay() }
  }

  // MARK: Sending

  /// Flushes, and then sends a byte with descriptors along.
  func send(_ descriptors: [CInt], with byte: UInt8) async throws(StreamError) {
    try await takeWritersPlace()
    defer { writerLeft() }
    let kernel = try kernelDriver(of: loop, .send)
    if let problem = PassedDescriptors.refusal(of: descriptors.count, on: peer?.family) {
      throw .io(failure(.send, problem.errno, detail: problem.detail))
    }
    try await flushAll()
    while true {
      await giveWayIfDue()
      try checkOutput()
      let result = withLentByte(byte) {
        kernel.send(to: descriptor, from: $0, along: descriptors)
      }
      if result > 0 {
        noteSend(result: result)
        sentBytes += Int(result)
        budget.left.fuel &-= Self.messagePrice
        return
      }
      guard result == -Errno.wouldBlock.rawValue else {
        throw .io(failure(.send, Errno(rawValue: -result)))
      }
      try await waitForRoom()
    }
  }

  private func waitForRoom() async throws(StreamError) {
    if pollingOutput == nil {
      pollingOutput = loop.poll(descriptor, for: .output, multishot: false, owner: self)
    }
    writeDeadline = configuration.writeTimeout.map { kernel.now + $0 }
    if let writeDeadline { arm(writeDeadline) }
    let outcome = await wait { writer = $0 }
    writeDeadline = nil
    guard outcome == .ready else {
      // Nobody waits for room any more; the next writer is not to hear of it.
      if let pollingOutput { loop.cancel(pollingOutput) }
      throw StreamError(outcome)
    }
  }

  /// There is room, or the connection is over: the send will tell.
  func outputPolled() {
    pollingOutput = nil
    // A writer that has lent its memory since waits for the final completion of that, and for no poll.
    if !directOutput.isActive { writer.wake(.ready) }
    if phase != .open { continueClosing() }
  }

  // MARK: Receiving

  /// Receives a byte and what comes along with it; nil at the end of the stream.
  func receiveDescriptors(
    limit: Int
  ) async throws(StreamError) -> (byte: UInt8, descriptors: [CInt])? {
    guard phase == .open else { throw .closed }
    guard !isBeingRead else { throw .busy }
    isBeingRead = true
    isReaderPolling = true
    defer {
      isReaderPolling = false
      readerLeft()
    }
    let kernel = try kernelDriver(of: loop, .receive)
    let deadline = configuration.readTimeout.map { kernel.now + $0 }
    while true {
      await giveWayIfDue()
      guard phase == .open else { throw .closed }
      try checkNothingIsBuffered()
      if let receiving {
        // A receive that an earlier call has left would take the byte without what comes with it.
        loop.cancel(receiving)
      } else {
        var byte: UInt8 = 0
        let received = withRoomForByte(&byte) {
          kernel.receiveRights(from: descriptor, into: $0, limit: limit, isDatagram: false)
        }
        if received.result != -Errno.wouldBlock.rawValue {
          budget.left.fuel &-= Self.messagePrice
          return try take(received, byte, limit)
        }
        if isDraining { return nil }
        armPoll()
      }
      readDeadline = deadline
      if let deadline { arm(deadline) }
      let outcome = await wait { reader = $0 }
      readDeadline = nil
      guard outcome == .ready else { throw StreamError(outcome) }
    }
  }

  private func checkNothingIsBuffered() throws(StreamError) {
    if let readFailure { throw readFailure }
    guard state.input.isEmpty else {
      throw .io(
        failure(
          .receive, .resourceBusy,
          detail: "\(state.input.available) bytes that came before are to be read first"))
    }
  }

  private func armPoll() {
    guard polling == nil else { return }
    polling = loop.poll(descriptor, for: [.input, .peerClosed], multishot: false, owner: self)
  }

  private func take(
    _ received: ReceivedRights, _ byte: UInt8, _ limit: Int
  ) throws(StreamError) -> (byte: UInt8, descriptors: [CInt])? {
    var received = received
    noteReceive(result: received.result, filled: false)
    if let problem = received.refuse(limit: limit) {
      throw .io(failure(.receive, problem.errno, detail: problem.detail))
    }
    if let readFailure { throw readFailure }
    return received.result == 0 ? nil : (byte, received.descriptors)
  }
}

/// Lends one byte to a call that does not wait.
private func withLentByte<R>(_ byte: UInt8, _ body: (LentBytes) -> R) -> R {
  let bytes: [1 of UInt8] = [byte]
  let span = bytes.span
  defer { extendLifetime(bytes) }
  return body(LentBytes(lending: span))
}

/// Lends room for one byte to a call that does not wait.
private func withRoomForByte<R>(_ byte: inout UInt8, _ body: (LentBytes) -> R) -> R {
  var bytes: [1 of UInt8] = [0]
  var span = bytes.mutableSpan
  let result = body(LentBytes(lending: &span))
  byte = bytes[0]
  return result
}
