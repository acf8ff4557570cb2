// Peers that send too slowly: the first byte of all, and a line that has begun.
//
// Neither costs a connection that keeps up more than a comparison: the first is armed once for a
// connection, the second only where a read has to wait with a part of a line in the buffer.

import SluiceCore
import SluiceLoop

extension StreamCore {
  /// Bytes of input that have come since the stream began.
  private var receivedBytes: Int { state.input.consumedBytes + state.input.available }

  /// A bound was passed. Should more input come after all, then the connection did not end of it.
  func note(_ bound: TimeBound) { expired = (bound, receivedBytes) }

  /// The bound that was passed, where no input has come since.
  var timeThatEndedIt: TimeBound? {
    guard let expired, expired.received == receivedBytes else { return nil }
    return expired.bound
  }

  func armFirstByteTimer() {
    guard let timeout = configuration.firstByteTimeout else { return }
    let deadline = lastActivity + timeout
    firstByteDeadline = deadline
    arm(deadline)
  }

  /// A receive was put in flight behind bytes for which a read waits to be whole. What begins where
  /// nothing was consumed meanwhile is still the same: its time goes on, however often a byte comes.
  func watchUnfinished() {
    guard let timeout = configuration.lineTimeout else { return }
    let offset = state.input.consumedBytes
    if let unfinished, unfinished.offset == offset { return }
    let deadline = loop.now + timeout
    unfinished = (deadline, offset)
    arm(deadline)
  }

  /// Looks whether the time for the first byte, or for the rest of a line, is up.
  func checkInput(at now: Instant) {
    if let firstByteDeadline, firstByteDeadline <= now {
      self.firstByteDeadline = nil
      if receivedBytes == 0, isWaitedFor { failReading(.firstByte) }
    }
    if let unfinished, unfinished.deadline <= now {
      self.unfinished = nil
      if unfinished.offset == state.input.consumedBytes, !state.input.isEmpty, isWaitedFor {
        failReading(.line)
      }
    }
  }

  /// Whether somebody waits for input that may still come.
  private var isWaitedFor: Bool { reader != nil && phase == .open && !state.input.endOfStream }

  /// The peer is too slow: no read that needs more than is buffered succeeds from here on. Output goes
  /// on, so that the peer can be told.
  private func failReading(_ bound: TimeBound) {
    note(bound)
    readFailure = readFailure ?? .timedOut
    stopReader(.timedOut)
  }
}
