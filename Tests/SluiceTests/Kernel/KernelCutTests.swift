// Connections that are cut while a send flies: what their reader is told.

import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct KernelCutTests {
  /// The send has moved a part when the reset comes. A kernel that goes on by itself after a short send
  /// takes the reset then, tells the count, and has a plain end for the receive.
  @Test(arguments: KernelCase.internet)
  func aResetWhileALargeSendFliesIsNoEnd(kind: KernelCase) async throws {
    try await withKernel(kind) { fixture in
      let (peer, stream) = try await fixture.connection(receiveBuffer: 4_096)
      let reader = fixture.loop.spawn { try await stream.readLine() }
      let writer = fixture.loop.spawn {
        try await stream.write([UInt8](repeating: 7, count: 8 << 20))
      }
      // Until the send has found the buffers full, then found some room, and then none again: sooner
      // shows less, and is right too.
      for _ in 0..<2 {
        try await Task.sleep(for: .milliseconds(100))
        _ = try await fixture.group.blocking { try peer.receive(exactly: 1 << 20) }
      }
      try await Task.sleep(for: .milliseconds(100))
      peer.reset()
      guard case .failure(StreamError.io(let error)) = await reader.result else {
        Issue.record("the connection was cut, and its end was read: \(await reader.result)")
        return
      }
      #expect(error.errno == .connectionReset)
      guard case .failure = await writer.result else {
        Issue.record("all was written, it is said")
        return
      }
      await stream.abort()
    }
  }
}
