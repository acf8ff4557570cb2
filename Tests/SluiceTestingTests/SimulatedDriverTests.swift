// The rules of `Driver`: who breaks one is told.

import SluiceCore
import SluiceLoop
import Testing

@testable import SluiceTesting

@Suite final class SimulatedDriverTests {
  private let wire = Wire(seed: 1, faults: .none, traceLimit: 100)

  private var drivers: [SimulatedDriver] = []

  deinit {
    // What was left in flight knows its socket, which knows it.
    for driver in drivers { driver.close() }
    wire.takeDown()
  }

  private func makeDriver() -> SimulatedDriver {
    let driver = SimulatedDriver(on: wire)
    drivers.append(driver)
    return driver
  }

  private func name(_ slot: UInt32) -> OperationID { OperationID(slot: slot, generation: 1) }

  @Test func `A descriptor is closed once, and not under an operation`() throws {
    let driver = makeDriver()
    let descriptor = try driver.open(.ipv4, .stream)
    driver.poll(descriptor, for: .input, multishot: false, id: name(0))
    driver.close(descriptor, reset: false)
    #expect(wire.violations.count == 1)
    driver.close(descriptor, reset: false)
    #expect(wire.violations.count == 2)
    #expect(wire.openCount == 0)
  }

  @Test func `Two receives of one descriptor are one too many, and so are two of a name`() throws {
    let driver = makeDriver()
    let descriptor = try driver.open(.ipv4, .stream)
    driver.receive(from: descriptor, into: .empty, expecting: .data, id: name(0))
    driver.receive(from: descriptor, into: .empty, expecting: .data, id: name(1))
    #expect(wire.violations.count == 1)
    driver.poll(descriptor, for: .input, multishot: false, id: name(1))
    #expect(wire.violations.count == 2)
  }

  @Test func `The lowest number is given out again`() throws {
    let driver = makeDriver()
    let first = try driver.open(.ipv4, .stream)
    let second = try driver.open(.ipv4, .stream)
    driver.close(first, reset: false)
    #expect(try driver.open(.ipv6, .stream) == first)
    #expect(try driver.open(.ipv6, .stream) != second)
    #expect(wire.violations == [])
  }

  @Test func `A cancelled operation completes once, and a stale cancel does nothing`() throws {
    let driver = makeDriver()
    let descriptor = try driver.open(.ipv4, .stream)
    try driver.bind(descriptor, to: .ipv4(.loopback, port: 80))
    try driver.listen(descriptor, backlog: 1)
    driver.accept(on: descriptor, multishot: true, id: name(0))
    driver.cancel(OperationID(slot: 0, generation: 7))
    driver.cancel(name(0))
    driver.cancel(name(0))
    wire.runDueEvents()
    var completions: [Completion] = []
    driver.turn(until: nil, into: &completions)
    #expect(completions.map(\.id) == [name(0)])
    #expect(completions.first?.wasCancelled == true)
    #expect(driver.statistics.inFlight == 0)
    driver.close(descriptor, reset: false)
    #expect(wire.violations == [])
  }

  @Test func `What is not on this network is refused`() throws {
    let driver = makeDriver()
    #expect(throws: (any Error).self) { try driver.open(.ipv4, .datagram) }
    let descriptor = try driver.open(.local, .stream)
    #expect(throws: (any Error).self) { try driver.bind(descriptor, to: .local(path: "/x")) }
    try driver.bind(descriptor, to: .abstract([1]))
  }
}
