// Signals of the process, as a call on a loop's thread: no handler of its own runs Swift code.

import CURing
package import SluiceCore
package import SystemPackage

/// Some signals, caught from `init` until the first of them comes or `stop`, and a callback for it.
/// Confined to its loop.
///
/// Invariant: the signals are caught exactly as long as `signals` is not empty; `onSignal` is let go
/// of with them, so that a watch keeps nobody alive who keeps the watch.
package final class SignalWatch: LoopResident {
  private let loop: EventLoop
  private var signals: [CInt]
  private let descriptors: [Descriptor]
  private var id: ResidentID! = nil
  private var polling: Set<OperationID> = []
  private var onSignal: (() -> Void)?
  private var stoppers: [Suspension<Void>] = []

  /// Catches `signals` from now on, and calls `onSignal` on the loop's thread when the first comes;
  /// from then on they do again what they did before, so that a second one is not swallowed.
  ///
  /// - Throws: `EBUSY` where another watch has one of them; what eventfd(2), fcntl(2) and
  ///   sigaction(2) say.
  package init(
    _ signals: [CInt], on loop: EventLoop, _ onSignal: @escaping () -> Void
  ) throws(Errno) {
    var descriptors: [Descriptor] = []
    for signal in signals {
      let result = curing_watch_signal(signal)
      guard result < 0 else {
        descriptors.append(Descriptor(rawValue: result))
        continue
      }
      for (caught, descriptor) in zip(signals, descriptors) {
        curing_unwatch_signal(caught)
        SystemCalls.close(descriptor.rawValue)
      }
      throw Errno(rawValue: -result)
    }
    self.loop = loop
    self.signals = signals
    self.descriptors = descriptors
    self.onSignal = onSignal
    id = loop.insert(self)
    for descriptor in descriptors {
      polling.insert(loop.poll(descriptor, for: .input, multishot: false, owner: self))
    }
    leaveWhenDone()
  }

  /// Gives the signals back, at once, and returns when nothing of the watch is left on the loop.
  /// Idempotent.
  package func stop() async {
    giveBack()
    guard !polling.isEmpty else { return }
    await Suspension.wait { stoppers.append($0) }
  }

  private func giveBack() {
    onSignal = nil
    for signal in signals { curing_unwatch_signal(signal) }
    signals = []
    for operation in polling { loop.cancel(operation) }
  }

  package func completed(_ completion: Completion, as role: OperationRole) {
    polling.remove(completion.id)
    if !completion.wasCancelled, let onSignal {
      giveBack()
      onSignal()
    }
    leaveWhenDone()
  }

  private func leaveWhenDone() {
    guard polling.isEmpty else { return }
    for descriptor in descriptors { loop.kernel.close(descriptor, reset: false) }
    loop.remove(id)
    for caller in stoppers { caller.resume() }
    stoppers = []
  }

  package func waitCancelled(_ ticket: UInt64) {}
  package func timerFired(at now: Instant) {}
  package func turnEnded() {}
  package func abandoned(_ reason: AbandonReason) { giveBack() }
}
