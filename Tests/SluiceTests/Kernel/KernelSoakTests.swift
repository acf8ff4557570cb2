// Many short connections, and then nothing is left.

import Glibc
import SluiceLoop
import Testing
import TestSupport

@testable import Sluice

@Suite(.serialized, .timeLimit(.minutes(10))) struct KernelSoakTests {
  private var connections: Int {
    // The environment is not written to while tests run.
    unsafe getenv("SLUICE_SOAK") == nil ? 2000 : 100_000
  }

  @Test(arguments: KernelCase.drivers)
  func manyShortConnections(kind: KernelCase) async throws {
    let total = connections
    try await withKernel(kind) { fixture in
      let server = fixture.loop.spawn {
        try await withThrowingDiscardingTaskGroup { tasks in
          for _ in 0..<total {
            let stream = try await fixture.listener.accept()
            tasks.addTask {
              while let line = try await stream.readLine() { try await stream.writeLine(line) }
              try await stream.close()
            }
          }
        }
      }
      let client = fixture.loop.spawn {
        try await withThrowingDiscardingTaskGroup { tasks in
          for worker in 0..<8 {
            tasks.addTask {
              for _ in stride(from: worker, to: total, by: 8) { try await shortTalk(fixture) }
            }
          }
        }
      }
      try await client.value
      try await server.value
      let counters = await fixture.loop.statistics()
      #expect(counters.accepted == total)
      #expect(counters.connected == total)
      #expect(counters.closed == 2 * total)
      #expect(counters.buffers == 0)
      // The listener's is left.
      guard case .ipv4(_, let port) = fixture.address else { return }
      #expect(openDescriptors(at: port) == 1)
    }
  }
}

/// One question, one answer.
private func shortTalk(_ fixture: KernelFixture) async throws {
  try await SocketStream.withConnection(to: .address(fixture.address), on: fixture.loop) { stream in
    try await stream.writeLine("ping")
    #expect(try await stream.readLine() == "ping")
    try await stream.finishWriting()
  }
}
