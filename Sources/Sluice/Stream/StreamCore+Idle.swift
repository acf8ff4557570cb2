// Idle streams give their buffers back: ten thousand of them cost little.
//
// A receive that has been in flight into an empty buffer for a second is cancelled. On its final
// completion, and not before, the buffer goes to the loop's pool, and the stream waits by poll; the
// first byte brings a buffer back.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// How long a receive stays in flight before its empty buffer is thought idle: a second, in
  /// nanoseconds, since it is added for each receive.
  static var idleTime: Int64 { 1_000_000_000 }

  /// A receive was put in flight now.
  func watchForIdleness() {
    guard state.input.isEmpty else {
      idleDeadline = nil
      return watchUnfinished()
    }
    lookAgainLater()
  }

  /// All output has left. Where a receive is in flight, its watch looks at the output too.
  func watchOutputForIdleness() {
    guard phase == .open, receiving == nil, idleDeadline == nil else { return }
    lookAgainLater()
  }

  /// Nothing comes any more: a buffer without bytes is of no use, and one with some will soon be.
  func releaseAtEnd() {
    guard !state.input.isEmpty else { return state.input.release() }
    lookAgainLater()
  }

  private func lookAgainLater() {
    let deadline = loop.now.advanced(byNanoseconds: Self.idleTime)
    idleDeadline = deadline
    arm(deadline)
  }

  /// The deadline has passed and the same receive is still in flight.
  func goIdle() {
    idleDeadline = nil
    if state.output.isEmpty, sending == nil { state.output.release() }
    // A receive into the reader's own memory goes on, and needs no buffer.
    let isUnused = receiving == nil ? !isBeingRead : directInput.isActive
    if isUnused, state.input.isEmpty { state.input.release() }
    guard let receiving, !directInput.isActive, state.input.isEmpty else { return }
    isGoingIdle = true
    loop.cancel(receiving)
  }

  /// The cancelled receive has completed. Without a byte it frees its buffer, and whoever waits goes
  /// on waiting, by poll.
  func finishGoingIdle() {
    guard isGoingIdle else { return }
    isGoingIdle = false
    guard phase == .open, !isDraining, state.input.isEmpty, !state.input.endOfStream,
      readFailure == nil
    else { return }
    state.input.release()
    polling = loop.poll(descriptor, for: [.input, .peerClosed], multishot: false, owner: self)
  }

  /// Something can be received, or the connection is over: the receive will tell.
  func polled(_ completion: Completion) {
    polling = nil
    guard phase == .open else { return continueClosing() }
    expectation = .data
    // Where nobody waits, the next read receives.
    guard reader != nil else { return }
    if isDraining || isReaderPolling { reader.wake(.ready) } else { armReceive() }
  }
}
