// The end of a driver, and what it asks of lent bytes.

import Glibc
import SluiceCore
@testable import SluiceLoop
import TestSupport
import Testing

@Suite struct UringCloseTests {
  @Test(arguments: RingStep.allCases)
  func `close ends what is in flight, and may be repeated`(step: RingStep) throws {
    let (runner, driver) = try runUring { $0.firstStep = step }
    let (client, server) = try runner.connection(.abstract)
    let (listener, _) = try runner.listen(.ipv4)
    let (input, output) = (DriverBytes(count: 8), DriverBytes(count: 8 << 20))
    defer { withExtendedLifetime((input, output)) {} }
    while driver.trySend(to: client, from: output.lent) > 0 {}
    driver.receive(from: client, into: input.lent, expecting: .nothing, id: runner.freshID())
    driver.send(to: client, from: output.lent, id: runner.freshID())
    driver.accept(on: listener, multishot: true, id: runner.freshID())
    driver.poll(server, for: .peerClosed, multishot: true, id: runner.freshID())
    runner.turn()
    #expect(driver.statistics.inFlight == 4)
    driver.close()
    #expect(driver.statistics.inFlight == 0)
    driver.close()
    // The descriptors are not the driver's.
    #expect(driver.trySend(to: server, from: input.lent) == 8)
  }

  @Test func `a connection that comes while closing is closed`() throws {
    let (runner, driver) = try runUring()
    let (listener, address) = try runner.listen(.abstract)
    let client = runner.keep(try driver.open(.local, .stream))
    driver.accept(on: listener, multishot: true, id: runner.freshID())
    runner.turn()
    let other = DriverRunner(try makeUring())
    let connect = other.freshID()
    other.driver.connect(client, to: address, id: connect)
    #expect(try other.next(connect).result == 0)
    driver.close()
    // Accepted or still queued, the connection has nobody now: the client reads an end of stream or
    // a reset. A descriptor that was forgotten would leave it waiting.
    runner.close(listener)
    let result = try other.receive(from: client).result
    #expect(result == 0 || result == -ECONNRESET)
  }

  @Test func `a driver that was never used can be closed`() throws {
    let driver = try makeUring()
    driver.nothing(id: OperationID(slot: 0, generation: 0))
    driver.close()
    #expect(driver.isClosed)
  }

  @Test func `no descriptor is left behind`() async throws {
    try makeUring().close()
    // In a process of its own, where nobody else opens any.
    await #expect(processExitsWith: .success) {
      let before = try #require(descriptorCount())
      for _ in 0..<20 {
        let driver = try UringDriver()
        var completions: [Completion] = []
        driver.turn(until: .distantPast, into: &completions)
        driver.close()
      }
      for _ in 0..<20 { _ = try UringDriver() }
      // Forty rings that stayed would be eighty; the runtime may have opened a few of its own.
      #expect(try #require(descriptorCount()) - before < 10)
    }
  }
}
