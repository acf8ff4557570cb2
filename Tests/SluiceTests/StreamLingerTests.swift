// SO_LINGER does not let close(2) hold a loop up, however it came to be on.

import Glibc
import SluiceLoop
import SystemPackage
import Testing
import TestSupport

@testable import Sluice

@Suite(.timeLimit(.minutes(10))) struct StreamLingerTests {
  /// How the option comes to a stream.
  enum Way: CaseIterable { case adopted, set, inherited }

  @Test(arguments: KernelCase.internet, Way.allCases)
  func `It is off when an orderly close begins, but for no time at all`(
    kind: KernelCase, way: Way
  ) async throws {
    try await withKernel(kind) { fixture in
      for seconds in [0, 5] {
        let linger = Linger.on(seconds: seconds)
        if way == .inherited { try await fixture.listener.setOption(.linger, linger) }
        let (peer, accepted) = try await fixture.pair()
        // The option belongs to what both descriptors name, and outlives the close of one.
        let copy = FileDescriptor(rawValue: dup(accepted.core.descriptor.rawValue))
        var stream = accepted
        switch way {
        case .adopted:
          try copy.setSocketOption(.linger, linger)
          stream = try await SocketStream.adopt(
            copy.rawValue, duplicating: true, on: fixture.loop)
          await fixture.loop.run { #expect(!accepted.core.mayLinger) }
        case .set: try await accepted.setOption(.linger, linger)
        case .inherited: #expect(try await accepted.option(.linger) == linger)
        }
        let other = fixture.loop.spawn { try await peer.close() }
        try await stream.close()
        try await other.value
        // The kernel keeps the seconds, which mean nothing then.
        #expect(try copy.socketOption(.linger).isOn == (seconds == 0))
        await accepted.abort()
        try copy.close()
      }
    }
  }
}
