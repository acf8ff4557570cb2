// Streams in a storm of signals: each wait and each call of the loop's thread is interrupted again and
// again, and nothing of what the peers say to each other is lost or said twice.

import StreamProperties
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct KernelSignalTests {
  @Test(arguments: [KernelKind.poll, .uring, .cooperative, .plain, .oneEntry])
  func `Nothing is lost in a storm of signals`(kind: KernelKind) async throws {
    let storm = LoopStorm()
    try await checkSeeds(
      6, on: kind, .none, started: { storm.begin() }, ending: { storm.end() })
  }
}
