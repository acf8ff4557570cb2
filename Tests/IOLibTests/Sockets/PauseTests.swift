// A wait for no event: it is one, whatever the state of the socket.

import IOLib
import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PauseTests {
  @Test(arguments: BlockingChoice.allCases)
  func `It lasts until the deadline, or until it is woken`(choice: BlockingChoice) throws {
    try choice.run {
      let driver = try ThreadDriver.current()
      let deadline = Instant.now + .milliseconds(20)
      #expect(driver.pause(until: deadline) == .timedOut)
      #expect(Instant.now >= deadline)
      try alongside({
        letOthersWait()
        driver.wake()
      }) { #expect(driver.pause(until: Instant.now + .seconds(600)) == .woken) }
      // The driver waits for sockets as before.
      let (first, second) = try makeSocketPair()
      try second.sendTo([1])
      #expect(
        driver.wait(for: .input, on: try #require(first.osFD), until: Instant.now + .seconds(600))
          == .done)
    }
  }

  @Test(arguments: BlockingChoice.allCases)
  func `That of a socket that is not connected is no less`(choice: BlockingChoice) throws {
    try choice.run {
      let socket = try makeSocket(addressFamily: .local)
      let fd = try #require(socket.osFD)
      let driver = try ThreadDriver.current()
      // For the kernel it has hung up, which is why a pause does not ask about it.
      let end = Instant.now + .seconds(600)
      #expect(driver.wait(for: [], on: fd, until: end) == .done)
      #expect(driver.pause(until: Instant.now + .milliseconds(1)) == .timedOut)
    }
  }
}
