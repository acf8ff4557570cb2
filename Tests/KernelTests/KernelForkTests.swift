// Programs that fork while their loops are at work: the child has the loops' memory and descriptors, and
// no thread of theirs. It must neither use them nor disturb them.

import CTestSupport
import Glibc
import SluiceLoop
import StreamProperties
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct KernelForkTests {
  @Test func `Children disturb nothing of a conversation, by readiness`() async {
    await #expect(processExitsWith: .success) { try await forkWhileTalking(on: .poll) }
  }

  @Test func `Children disturb nothing of a conversation, by io_uring`() async throws {
    try requireUring()
    await #expect(processExitsWith: .success) { try await forkWhileTalking(on: .uring) }
  }

  @Test func `Children disturb nothing of a conversation, by the last step of the ladder`()
    async throws
  {
    try requireUring()
    await #expect(processExitsWith: .success) { try await forkWhileTalking(on: .plain) }
  }
}

/// Has children come and go while the peers of some seeds talk.
private func forkWhileTalking(on kind: KernelKind) async throws {
  let family = Family()
  family.begin()
  try await checkSeeds(
    10, on: kind, .none, started: { family.talking(EventLoop.current) },
    ending: { family.talking(nil) })
  let (children, failures) = family.end()
  #expect(children > 5, "there were only \(children)")
  #expect(failures == [])
}

/// A thread that forks again and again.
private final class Family: Sendable {
  private struct State {
    var loop: EventLoop?
    var isOver = false
    var children = 0
    var failures: [Int32] = []
  }

  private let state = Lock(State())
  private let thread = Lock<DriverThread?>(nil)

  func begin() {
    let forking = DriverThread { [self] in
      while !state.withLock({ $0.isOver }) {
        if let loop = state.withLock({ $0.loop }) { bear(loop) }
        usleep(2_000)
      }
    }
    thread.withLock { $0 = forking }
  }

  func talking(_ loop: EventLoop?) { state.withLock { $0.loop = loop } }

  /// How many children there were, and what became of those that did not do as they should.
  func end() -> (children: Int, failures: [Int32]) {
    state.withLock { $0.isOver = true }
    thread.withLock { $0 }?.join()
    return state.withLock { ($0.children, $0.failures) }
  }

  private func bear(_ loop: EventLoop) {
    // Once in the parent, where the run time may still have something to prepare.
    loop.postIfRunning {}
    let child = test_fork()
    if child == 0 {
      // A child that waits for a lock of the parent's dies of this.
      alarm(60)
      // Neither of them may be seen by the parent.
      loop.kernel.wake()
      if loop.postIfRunning({}) { _exit(1) }
      _exit(7)
    }
    guard child > 0 else { return }
    var status: Int32 = 0
    // A local, alive for the call.
    while unsafe waitpid(child, &status, 0) != child {}
    state.withLock { state in
      state.children += 1
      if status != 7 << 8 { state.failures.append(status) }
    }
  }
}
