// A loop in a forked child, which has no thread and whose lock may be held for ever.

import CTestSupport
import Glibc
import Testing
import TestSupport

@testable import SluiceLoop

@Suite struct EventLoopForkTests {
  @Test func `what a child drops does not wait for the parent's lock`() async {
    await #expect(processExitsWith: .success) {
      let group = try EventLoopGroup(loops: 1, driver: .poll)
      let loop = group.loops[0]
      let id = ResidentID(slot: 7, generation: 1)
      // As if another thread were just posting.
      let child = loop.inbox.withLock { _ in
        let child = test_fork()
        if child == 0 {
          // A child that waits for the lock dies of this.
          alarm(20)
          loop.postCancellation(of: 1, at: id)
          loop.postAbandonment(of: id)
          _exit(loop.postIfRunning {} ? 1 : 7)
        }
        return child
      }
      var status: Int32 = 0
      // A local, alive for the call.
      #expect(unsafe waitpid(child, &status, 0) == child)
      #expect(status == 7 << 8)
      #expect(loop.postIfRunning {})
      await group.shutDown()
    }
  }
}
