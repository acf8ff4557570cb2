// How servers of connections and of datagrams come to drain, and to an end of it.
//
// What is drained, and how, is theirs.

import SluiceLoop
import SystemPackage

extension EventLoop {
  /// Watches the signals upon which a server drains: calls `drain` when the first comes. Nil where there
  /// are none. On the loop's thread.
  func watch(
    drainSignals signals: [CInt], _ drain: @escaping () -> Void
  ) throws(IOError) -> SignalWatch? {
    guard !signals.isEmpty else { return nil }
    do { return try SignalWatch(signals, on: self, drain) } catch {
      throw IOError(.driver, error, detail: "the signals to drain upon cannot be watched")
    }
  }

  /// Calls `cut` on the loop's thread when the time for a drain is up; not if the task is cancelled before.
  func limitDrain(
    to time: Duration, _ cut: @escaping @Sendable () -> Void
  ) -> Task<Void, Never> {
    spawn {
      // By the loop's own clock, as every other time-out is.
      let pause = Pause(on: self)
      await pause.wait(for: time)
      pause.close()
      if !Task.isCancelled { cut() }
    }
  }
}
