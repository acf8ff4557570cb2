// The plain peer of the tests itself: no signal that another test sends may fail it.

import Sluice
import TestSupport
import Testing

@Suite struct PeerSocketTests {
  @Test func `signals do not interrupt what it waits for`() async throws {
    try await withServer(
      .poll,
      handler: { stream in
        // Long enough that the peer waits in its call while signals come.
        try await Task.sleep(for: .milliseconds(20))
        try await stream.writeLine("late")
      }
    ) { server in
      guard case .address(let address) = server.endpoint else { return }
      let storm = SignalStorm()
      defer { storm.end() }
      let peer = try PeerSocket(to: address)
      #expect(String(decoding: try peer.receiveAll(), as: UTF8.self) == "late\r\n")
    }
  }
}
