// Operations that the driver submits again instead of handing up that they did nothing.

import CURing
import Glibc
import SluiceCore
@testable import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct UringRepeatTests {
  @Test(arguments: [EAGAIN, EINTR])
  func `an operation that did nothing is submitted again`(reason: Int32) throws {
    let (runner, driver) = try runUring()
    let (client, server) = try runner.connection(.abstract)
    let bytes = DriverBytes(count: 8)
    defer { withExtendedLifetime(bytes) {} }
    let id = runner.freshID()
    driver.receive(from: client, into: bytes.lent, expecting: .data, id: id)
    runner.turn()
    // As if the kernel had given up: the operation is still known, and is asked for anew.
    driver.cancel(id)
    #expect(try runner.next(id).result == -ECANCELED)
    let record = OperationRecord(
      action: .receive(bytes.lent), fd: client.rawValue, generation: id.generation)
    driver.table.insert(record, for: id)
    let raw = curing_completion(user_data: id.userData, result: -reason, flags: 0)
    #expect(driver.settle(raw) == nil)
    #expect(try runner.send([1, 2], to: server) == 2)
    #expect(try runner.next(id).result == 2)
    #expect(driver.statistics.inFlight == 0)
  }

  @Test(arguments: [EAGAIN, EINTR])
  func `not when it has been cancelled`(reason: Int32) throws {
    let driver = try makeUring()
    defer { driver.close() }
    let id = OperationID(slot: 3, generation: 9)
    var record = OperationRecord(action: .nothing, fd: -1, generation: id.generation)
    record.isCancelled = true
    driver.table.insert(record, for: id)
    let raw = curing_completion(user_data: id.userData, result: -reason, flags: 0)
    #expect(driver.settle(raw) == Completion(id: id, result: -ECANCELED))
    #expect(driver.statistics.inFlight == 0)
  }

  @Test func `a connect that was interrupted and is then found connected is connected`() throws {
    let driver = try makeUring()
    defer { driver.close() }
    let id = OperationID(slot: 3, generation: 9)
    var record = OperationRecord(action: .connect, fd: -1, generation: id.generation)
    record.isRepeated = true
    driver.table.insert(record, for: id)
    driver.table.note(KernelAddress(), for: id)
    let raw = curing_completion(user_data: id.userData, result: -EISCONN, flags: 0)
    #expect(driver.settle(raw) == Completion(id: id, result: 0))
  }

  @Test func `an address that cannot be fails like any connect`() throws {
    let (runner, driver) = try runUring()
    let socket = runner.keep(try driver.open(.local, .stream))
    let id = runner.freshID()
    driver.connect(socket, to: .local(path: String(repeating: "x", count: 200)), id: id)
    #expect(driver.statistics.inFlight == 1)
    #expect(try runner.next(id).result == -ENAMETOOLONG)
    #expect(driver.statistics.inFlight == 0)
  }

  @Test(arguments: RingStep.allCases)
  func `a receive that expects nothing waits, and then brings the bytes`(step: RingStep) throws {
    let (runner, driver) = try runUring { $0.firstStep = step }
    let (client, server) = try runner.connection(.ipv4)
    let bytes = DriverBytes(count: 8)
    defer { withExtendedLifetime(bytes) {} }
    let id = runner.freshID()
    driver.receive(from: client, into: bytes.lent, expecting: .nothing, id: id)
    runner.settle()
    #expect(runner.taken(id).isEmpty)
    #expect(try runner.send([5], to: server) == 1)
    #expect(try runner.next(id).result == 1)
    #expect(bytes.prefix(1) == [5])
  }
}
