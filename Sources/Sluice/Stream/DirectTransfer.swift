// A receive into, or a send from, memory that the caller owns.

import SluiceLoop

/// A transfer between the kernel and the caller's own memory, which skips the stream's buffer.
///
/// The memory is lent until the operation's final completion, so the caller's wait ends with that
/// and with nothing else: a reason to stop earlier is noted, the operation is cancelled, and what
/// had moved by then still counts.
struct DirectTransfer {
  private(set) var isActive = false
  private(set) var stop: WaitOutcome?
  private(set) var moved = 0

  mutating func begin() { self = DirectTransfer(isActive: true) }

  /// The caller is to return soon; the first reason stands.
  mutating func requestStop(_ reason: WaitOutcome) { stop = stop ?? reason }

  /// The final completion: how the caller's wait ends.
  mutating func end(result: Int32, otherwise outcome: WaitOutcome) -> WaitOutcome {
    isActive = false
    moved = max(0, Int(result))
    return stop ?? outcome
  }

  /// How many bytes had moved, told once: to the caller that goes on.
  mutating func takeMoved() -> Int {
    defer { moved = 0 }
    return moved
  }
}
