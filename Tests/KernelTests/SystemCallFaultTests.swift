// Streams over a kernel whose system calls fail on purpose. In processes of their own: what is watched
// stays watched.

import SluiceLoop
import StreamProperties
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SystemCallFaultTests {
  @Test func `Interrupted and refused calls lose nothing, by readiness`() async {
    await #expect(processExitsWith: .success) {
      try await checkCalls(on: .poll, [.wait, .receive, .send, .accept, .connect, .close])
    }
  }

  @Test func `Interrupted and refused calls lose nothing, by io_uring`() async throws {
    try requireUring()
    await #expect(processExitsWith: .success) {
      try await checkCalls(on: .uring, [.enter, .close])
    }
  }

  @Test func `Interrupted and refused calls lose nothing, by a ring of one entry`() async throws {
    try requireUring()
    await #expect(processExitsWith: .success) {
      try await checkCalls(on: .oneEntry, [.enter, .close])
    }
  }

  @Test func `A call that fails ends a connection and nothing else, by readiness`() async {
    await #expect(processExitsWith: .success) {
      try await checkCalls(on: .poll, [.wait, .receive, .send, .accept], losesConnections: true)
    }
  }

  @Test func `A call that fails ends a connection and nothing else, by io_uring`() async throws {
    try requireUring()
    await #expect(processExitsWith: .success) {
      try await checkCalls(on: .uring, [.enter], losesConnections: true)
    }
  }
}

/// Cancels the test, with the reason, where there is no io_uring.
func requireUring() throws {
  do { try KernelKind.uring.make().close() } catch {
    try Test.cancel("io_uring is not to be had here: \(error)")
  }
}

/// Checks some seeds while calls fail, and that each of `expected` did.
private func checkCalls(
  on kind: KernelKind, _ expected: [SystemCallFaults.Call], losesConnections: Bool = false
) async throws {
  let faults = SystemCallFaults(seed: Seeds.run, losesConnections: losesConnections)
  try await checkSeeds(
    16, on: kind, .none, losesConnections: losesConnections, started: { faults.watch() })
  let counts = faults.counts
  for call in expected {
    #expect(counts[call, default: 0] > 0, "no \(call) has failed: \(counts). \(Seeds.note)")
  }
}
