// Each errno of the document's table is its own condition.

import SluiceLoop
import SystemPackage
import Testing

@testable import IOLib

@Suite struct SocketErrorTests {
  @Test func `an errno without a condition keeps everything`() {
    let error = IOError(.send, .brokenPipe, peer: .unnamed)
    #expect(SocketError(error) == .systemCall(error))
  }

  @Test func `a refused connection is one`() {
    let error = IOError(.connect, .connectionRefused)
    #expect(SocketError(error) == .connectionRefused(error))
  }
}
