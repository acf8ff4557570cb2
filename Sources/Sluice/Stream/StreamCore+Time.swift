// Deadlines: one lazy timer a stream. It fires at the earliest deadline that was armed, looks what
// is due by now, and is armed again for what is left.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// Has `timerFired` called at `deadline`, unless an earlier call will look at it anyway.
  func arm(_ deadline: Instant) {
    if let armed, armed <= deadline { return }
    armed = deadline
    loop.arm(deadline, for: id)
  }

  func armIdleTimer() {
    if let timeout = configuration.idleTimeout { arm(lastActivity + timeout) }
  }

  func timerFired(at now: Instant) {
    // An entry that an earlier one has overtaken stays in the queue. It must not arm another: each
    // one that is due would leave more behind than it was.
    guard let armed, armed <= now else { return }
    self.armed = nil
    if let readDeadline, readDeadline <= now {
      self.readDeadline = nil
      note(.read)
      stopReader(.timedOut)
    }
    if let writeDeadline, writeDeadline <= now {
      self.writeDeadline = nil
      note(.write)
      failWriting()
    }
    checkInput(at: now)
    if let idleDeadline, idleDeadline <= now { goIdle() }
    switch phase {
    case .flushing(let deadline) where deadline <= now: giveUp()
    case .lingering(let deadline, _) where deadline <= now: endLingering()
    case .open: checkIdle(at: now)
    default: break
    }
    if phase != .closed { armWhatIsLeft() }
  }

  private func armWhatIsLeft() {
    var next: Instant?
    func consider(_ deadline: Instant?) {
      guard let deadline else { return }
      next = min(next ?? deadline, deadline)
    }
    consider(readDeadline)
    consider(writeDeadline)
    consider(idleDeadline)
    consider(firstByteDeadline)
    consider(unfinished?.deadline)
    switch phase {
    case .flushing(let deadline), .lingering(let deadline, _): consider(deadline)
    case .open: consider(configuration.idleTimeout.map { lastActivity + $0 })
    case .aborting, .closed: break
    }
    if let next { arm(next) }
  }

  /// No send completed within `writeTimeout`: the output has failed for good.
  private func failWriting() {
    // A message with descriptors waits for room: nothing of it has left, and the output is whole.
    guard let sending else { return stopWriter(.timedOut) }
    writeFailure = writeFailure ?? .timedOut
    loop.cancel(sending)
  }

  /// No completion within `idleTimeout`. A send may carry much at once: it is stopped to see whether
  /// it has moved anything, and goes on if it has.
  private func checkIdle(at now: Instant) {
    guard let timeout = configuration.idleTimeout, lastActivity + timeout <= now else { return }
    lastActivity = now
    guard let sending else { return failIdle() }
    isProbingSend = true
    loop.cancel(sending)
  }

  /// No byte moved either way within `idleTimeout`: both directions fail.
  func failIdle() {
    note(.idle)
    readFailure = readFailure ?? .timedOut
    writeFailure = writeFailure ?? .timedOut
    // Both waits look at the failures when they are woken.
    stopReader(.timedOut)
    stopWriter(.timedOut)
  }
}
