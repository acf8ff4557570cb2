// Signals of the process, as something that a task can wait for.

import CURing
package import SluiceCore
package import SystemPackage

/// Some signals, caught from `start` to `stop`, and a wait for the first that comes. Confined to its
/// loop.
package final class SignalWatch: LoopResident {
  private let loop: EventLoop
  private let signals: [CInt]
  private let descriptor: Descriptor
  private var id: ResidentID! = nil
  private var polling: OperationID?
  private let onSignal: () -> Void

  /// Catches `signals` from now on, and calls `onSignal` on the loop's thread when the first comes;
  /// from then on they do again what they did before, so that a second one is not swallowed.
  ///
  /// - Throws: `EBUSY` where another watch has one of them.
  package init(
    _ signals: [CInt], on loop: EventLoop, _ onSignal: @escaping () -> Void
  ) throws(Errno) {
    let number = curing_eventfd()
    guard number >= 0 else { throw .tooManyOpenFiles }
    for (index, signal) in signals.enumerated() {
      let result = curing_watch_signal(signal, number)
      guard result < 0 else { continue }
      for caught in signals[..<index] { curing_unwatch_signal(caught) }
      SystemCalls.close(number)
      throw Errno(rawValue: -result)
    }
    self.loop = loop
    self.signals = signals
    self.onSignal = onSignal
    descriptor = Descriptor(rawValue: number)
    id = loop.insert(self)
    polling = loop.poll(descriptor, for: .input, multishot: false, owner: self)
  }

  /// Gives the signals back. Idempotent.
  package func stop() {
    if let polling { loop.cancel(polling) }
  }

  package func completed(_ completion: Completion, as role: OperationRole) {
    polling = nil
    for signal in signals { curing_unwatch_signal(signal) }
    loop.kernel.close(descriptor, reset: false)
    loop.remove(id)
    if !completion.wasCancelled { onSignal() }
  }

  package func waitCancelled(_ ticket: UInt64) {}
  package func timerFired(at now: Instant) {}
  package func turnEnded() {}
  package func abandoned(_ reason: AbandonReason) { stop() }
}
