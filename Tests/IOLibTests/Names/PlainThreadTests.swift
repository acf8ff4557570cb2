// What waits is not called on a loop's thread.

import IOLib
import SluiceLoop
import Testing

/// As a program does that hides such a call in a function of its own.
private func look() -> Bool { (try? lookupService("ssh").port) == 22 }

@Suite struct `Plain threads` {
  @Test func `A lookup on a loop's thread traps, and says what to do`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = await EventLoop.run { look() }
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("lookupService waits"), "\(said)")
    #expect(said.contains("EventLoopGroup.blocking"), "\(said)")
  }

  @Test func `On the group's threads that may wait it does not`() async {
    #expect(await EventLoopGroup.default.blocking { look() })
  }
}
