// A storm of signals at the thread of a loop.

import TestSupport

/// Begins and ends a storm on the thread that calls: that of a loop, which is the same both times.
final class LoopStorm: @unchecked Sendable {
  // Sendable: the loop's thread alone touches it, between `begin` and `end`.
  private var storm: SignalStorm?

  func begin() { storm = SignalStorm() }

  func end() {
    storm?.end()
    storm = nil
  }
}
