// Cancelling: each operation completes exactly once, whatever comes first.

import Glibc
import SluiceCore
import SluiceLoop
import TestSupport
import Testing

@Suite struct UringCancelTests {
  @Test func `a cancel that comes after the completion does nothing`() throws {
    let (runner, driver) = try runUring()
    let first = runner.freshID()
    driver.nothing(id: first)
    _ = try runner.next(first)
    driver.cancel(first)
    // The slot is used anew: the late cancel must not find its new use.
    let second = OperationID(slot: first.slot, generation: first.generation + 1)
    driver.nothing(id: second)
    driver.cancel(first)
    #expect(try runner.next(second) == Completion(id: second, result: 0))
    runner.settle()
    #expect(runner.taken(first).isEmpty)
    #expect(driver.statistics.inFlight == 0)
  }

  @Test func `a cancel between completion and turn leaves the completion as it is`() throws {
    let (runner, driver) = try runUring()
    let (client, server) = try runner.connection(.abstract)
    let bytes = DriverBytes(count: 8)
    defer { withExtendedLifetime(bytes) {} }
    let id = runner.freshID()
    driver.receive(from: client, into: bytes.lent, expecting: .nothing, id: id)
    runner.turn()
    #expect(try runner.send([1, 2, 3], to: server) == 3)
    driver.cancel(id)
    let completion = try runner.next(id)
    #expect(completion.result == 3 || completion.result == -ECANCELED)
    if completion.result == -ECANCELED {
      // Then the bytes are still there.
      #expect(try runner.receive(from: client).bytes == [1, 2, 3])
    }
    #expect(driver.statistics.inFlight == 0)
  }

  @Test(arguments: RingStep.allCases)
  func `a send that is cut short tells how much went out, and its rest can be cancelled`(
    step: RingStep
  ) throws {
    let (runner, driver) = try runUring { $0.firstStep = step }
    let (client, server) = try runner.connection(.abstract)
    let bytes = DriverBytes(count: 8 << 20)
    defer { withExtendedLifetime(bytes) {} }
    let send = runner.freshID()
    driver.send(to: client, from: bytes.lent, id: send)
    // Nobody reads: the kernel takes what it has room for, and does not go on by itself.
    let sent = try runner.next(send).result
    #expect(sent > 0 && sent < 8 << 20)
    var more = 0
    while case let count = driver.trySend(to: client, from: bytes.lent), count > 0 {
      more += Int(count)
    }
    let rest = runner.freshID()
    driver.send(to: client, from: bytes.lent.dropping(Int(sent)), id: rest)
    for _ in 0..<5 { runner.turn() }
    #expect(runner.taken(rest).isEmpty, "there is no room")
    driver.cancel(rest)
    #expect(try runner.next(rest).wasCancelled)

    runner.close(client)
    var received = 0
    while case let count = try runner.receive(from: server, atMost: 1 << 20).result, count > 0 {
      received += Int(count)
    }
    #expect(received == Int(sent) + more)
  }

  @Test func `a send that moved nothing is cancelled without a count`() throws {
    let (runner, driver) = try runUring()
    let (client, _) = try runner.connection(.abstract)
    let bytes = DriverBytes(count: 1 << 20)
    defer { withExtendedLifetime(bytes) {} }
    while driver.trySend(to: client, from: bytes.lent) > 0 {}
    let send = runner.freshID()
    driver.send(to: client, from: bytes.lent, id: send)
    runner.turn()
    driver.cancel(send)
    #expect(try runner.next(send).result == -ECANCELED)
  }

  @Test func `a repeated accept ends when it is cancelled`() throws {
    let (runner, driver) = try runUring { $0.usesMultishotAccept = false }
    let (listener, address) = try runner.listen(.ipv4)
    let accept = runner.freshID()
    driver.accept(on: listener, multishot: true, id: accept)
    for _ in 0..<3 {
      let connect = runner.freshID()
      let client = runner.keep(try driver.open(.ipv4, .stream))
      driver.connect(client, to: address, id: connect)
      #expect(try runner.next(connect).result == 0)
      let accepted = try runner.next(accept)
      #expect(accepted.more)
      runner.keep(Descriptor(rawValue: accepted.result))
    }
    driver.cancel(accept)
    #expect(try runner.next(accept) == Completion(id: accept, result: -ECANCELED))
    #expect(driver.statistics.inFlight == 0)
  }

  @Test func `whatever the order, each operation completes once and no byte is lost`() throws {
    var random = Seeds.generator()
    let (runner, driver) = try runUring { $0.submissionEntries = 4 }
    let (client, server) = try runner.connection(.abstract)
    let (bytes, one, rest) = (DriverBytes(count: 64), DriverBytes([7]), DriverBytes(count: 4096))
    defer { withExtendedLifetime((bytes, one, rest)) {} }
    var (sent, received, cancelled) = (0, 0, 0)
    for _ in 0..<500 {
      let id = runner.freshID()
      driver.receive(
        from: client, into: bytes.lent, expecting: Bool.random(using: &random) ? .nothing : .data,
        id: id)
      if Bool.random(using: &random) { runner.turn() }
      if Bool.random(using: &random) {
        sent += Int(driver.trySend(to: server, from: one.lent))
      }
      if Bool.random(using: &random) { runner.turn() }
      driver.cancel(id)
      let completion = try runner.next(id)
      #expect(!completion.more, "\(Seeds.note)")
      let wasCancelled = completion.result == -ECANCELED
      if wasCancelled { cancelled += 1 } else { received += Int(completion.result) }
    }
    received += Int(max(driver.tryReceive(from: client, into: rest.lent), 0))
    #expect(received == sent, "\(Seeds.note)")
    #expect(cancelled > 0 && received > 0, "\(Seeds.note)")
    #expect(driver.statistics.inFlight == 0)
  }
}
