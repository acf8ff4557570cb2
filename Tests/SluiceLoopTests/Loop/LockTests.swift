// The lock: one at a time, and free again after an error.

import SluiceLoop
import Testing
import TestSupport

@Suite struct LockTests {
  @Test func `nothing is lost between threads`() {
    let lock = Lock((count: 0, inside: 0, most: 0))
    let threads = (0..<4).map { _ in
      DriverThread {
        for _ in 0..<20_000 {
          lock.withLock { value in
            value.inside += 1
            value.most = max(value.most, value.inside)
            value.count += 1
            value.inside -= 1
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(lock.withLock { $0.count } == 80_000)
    #expect(lock.withLock { $0.most } == 1)
  }

  @Test func `an error leaves it free, and the value as it is`() {
    struct Stop: Error {}
    let lock = Lock(1)
    #expect(throws: Stop.self) {
      try lock.withLock { value throws(Stop) in
        value = 2
        throw Stop()
      }
    }
    #expect(lock.withLock { $0 } == 2)
  }
}
