// The shim's own promises: which loop a thread runs.

import CURing
import SluiceCore
import Synchronization
import TestSupport
import Testing

@Suite struct CURingTests {
  private final class Seen: Sendable {
    let wasEmpty = Atomic(false)
  }

  @Test func `each thread has a loop of its own`() {
    let bytes = DriverBytes(count: 1)
    let mark = unsafe bytes.lent.base
    // Nobody else runs a loop on a thread that runs a synchronous test.
    unsafe curing_set_current_loop(mark)
    defer { curing_set_current_loop(nil) }
    #expect(unsafe curing_current_loop() == mark)
    let seen = Seen()
    DriverThread {
      seen.wasEmpty.store(unsafe curing_current_loop() == nil, ordering: .relaxed)
    }.join()
    let wasEmpty = seen.wasEmpty.load(ordering: .relaxed)
    #expect(wasEmpty)
    #expect(unsafe curing_current_loop() == mark)
  }
}
