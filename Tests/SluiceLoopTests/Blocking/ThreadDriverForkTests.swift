// The driver of a thread that has forked: the child's is its own, the parent's is left alone.

import CTestSupport
import Glibc
import SluiceCore
import Testing
import TestSupport

@testable import SluiceLoop

@Suite(.timeLimit(.minutes(5))) struct ThreadDriverForkTests {
  @Test(arguments: BlockingFixture.allCases)
  func `a forked child gets a driver of its own`(fixture: BlockingFixture) async throws {
    try fixture.make().close()
    await #expect(processExitsWith: .success) { [fixture] in
      try ThreadDriver.use(fixture == .poll ? .poll : .uring)
      let pair = try BlockingPair()
      let driver = try ThreadDriver.current()
      #expect(driver.wait(for: .input, on: pair.first, until: .distantPast) == .timedOut)
      let child = test_fork()
      if child == 0 {
        // A child that hangs dies of this.
        alarm(20)
        guard let own = try? ThreadDriver.current(), own !== driver else { _exit(1) }
        guard ThreadDriver.count == 1 else { _exit(2) }
        // Its wake is not the parent's.
        own.wake()
        guard own.wait(for: .input, on: pair.first, until: nil) == .woken else { _exit(3) }
        guard own.wait(for: .output, on: pair.first, until: nil) == .done else { _exit(4) }
        own.wake()
        _exit(7)
      }
      var status: Int32 = 0
      // A local, alive for the call.
      #expect(unsafe waitpid(child, &status, 0) == child)
      #expect(status == 7 << 8)
      // The parent's driver is the same as before, and nobody has woken it.
      #expect(try ThreadDriver.current() === driver)
      #expect(driver.wait(for: .input, on: pair.first, until: .distantPast) == .timedOut)
      driver.wake()
      #expect(driver.wait(for: .input, on: pair.first, until: nil) == .woken)
    }
  }
}
