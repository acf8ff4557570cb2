// How other threads end a wait of the ring: an eventfd that the ring polls.

import CURing
import Glibc
import Synchronization
import SystemPackage

/// An eventfd(2), written at most once until the loop has seen it.
///
/// Who wakes has made its work visible before; whoever loses the exchange leaves the write to the
/// winner. The loop clears the mark before it looks for work, so that either the waker sees the
/// cleared mark and writes, or the loop sees the waker's work.
final class WakeSignal: Sendable {
  /// What the ring polls for input.
  let descriptor: Int32
  private let isRaised = Atomic(false)

  /// eventfd(2)
  init() throws(Errno) {
    descriptor = curing_eventfd()
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
  }

  /// Makes the descriptor readable, with at most one system call, and none while it is so already.
  /// Any thread.
  func raise() {
    guard !isRaised.exchange(true, ordering: .sequentiallyConsistent) else { return }
    var one: UInt64 = 1
    // Eight bytes of a local. A counter that only ever grows by one cannot be full.
    _ = unsafe Glibc.write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// The ring has reported the descriptor readable: the next `raise` writes again.
  ///
  /// With `draining` the counter is read first, as is needed before it is polled anew. (A poll that
  /// goes on reports each write, whatever the counter holds.) In the other order a write between
  /// the two would be swallowed.
  func lower(draining: Bool) {
    if draining {
      var count: UInt64 = 0
      // Eight bytes of a local.
      _ = unsafe Glibc.read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
    _ = isRaised.exchange(false, ordering: .sequentiallyConsistent)
  }

  /// Closes the descriptor; the last call. Nobody may be about to `raise`.
  func close() {
    SystemCalls.close(descriptor)
  }
}
