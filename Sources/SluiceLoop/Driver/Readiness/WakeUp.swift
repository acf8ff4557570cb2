// How another thread ends a wait: an eventfd(2) that is written at most once at a time.
//
// Invariants: between the write and `acknowledge` no second write happens; the descriptor is closed
// by whoever leaves last, the owner or a thread that is just writing, never under a writer.

import CURing
import Glibc
import Synchronization
import SystemPackage

/// A wake-up that many threads may raise and one awaits, edge-triggered.
final class WakeUp: Sendable {
  /// The eventfd, to be watched for input.
  let descriptor: Int32

  private let isRaised = Atomic(false)
  /// The owner and the threads that are writing.
  private let holders = Atomic(1)

  init() throws(Errno) {
    descriptor = curing_eventfd()
    guard descriptor >= 0 else { throw SystemCalls.lastError }
  }

  /// Any thread: one system call, or none while the last wake-up is still to be acknowledged.
  func raise() {
    // All orders are sequentially consistent: what the caller queued before is seen by the owner
    // that looks after `acknowledge`.
    guard !isRaised.exchange(true, ordering: .sequentiallyConsistent), enter() else { return }
    var one: UInt64 = 1
    // Reads the eight bytes of a local. Fails only when 2⁶⁴ wake-ups have added up.
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    leave()
  }

  /// eventfd read(2): the counter is zero again, for whoever is about to poll anew. Before `acknowledge`,
  /// so that no write after that is swallowed.
  func drain() { SystemCalls.drainCounter(descriptor) }

  /// The owner has been woken: the next `raise` writes again. An owner that polls without end
  /// never reads the counter, for every write makes an edge.
  func acknowledge() {
    _ = isRaised.exchange(false, ordering: .sequentiallyConsistent)
  }

  /// The owner goes. Once.
  func close() { leave() }

  private func enter() -> Bool {
    var count = holders.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let (exchanged, original) = holders.weakCompareExchange(
        expected: count, desired: count + 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      count = original
    }
    return false
  }

  private func leave() {
    let count = holders.subtract(1, ordering: .sequentiallyConsistent).newValue
    if count == 0 { SystemCalls.close(descriptor) }
  }
}
