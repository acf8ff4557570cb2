// Every kernel driver: how connections begin and end.

import SluiceCore
import SluiceLoop
import SystemPackage
import TestSupport
import Testing

@Suite struct `Driver suite: connections` {
  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A connection is made, names its ends, and carries bytes both ways`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (listener, address) = try runner.listen(family)
    #expect(try runner.driver.option(.acceptsConnections, of: listener) == 1)
    let client = runner.keep(try runner.driver.open(family.socketFamily, .stream))
    let (accept, connect) = (runner.freshID(), runner.freshID())
    runner.driver.accept(on: listener, multishot: false, id: accept)
    runner.driver.connect(client, to: address, id: connect)
    let accepted = try runner.next(accept)
    #expect(accepted.result >= 0 && !accepted.more)
    #expect(try runner.next(connect) == Completion(id: connect, result: 0))
    let server = runner.keep(Descriptor(rawValue: accepted.result))

    #expect(try runner.driver.peerAddress(of: client) == address)
    #expect(try runner.driver.localAddress(of: server) == address)
    #expect(
      try runner.driver.peerAddress(of: server) == runner.driver.localAddress(of: client))

    #expect(try runner.send(Array("question".utf8), to: client) == 8)
    #expect(try runner.receive(from: server).bytes == Array("question".utf8))
    #expect(try runner.send(Array("answer".utf8), to: server) == 6)
    #expect(try runner.receive(from: client, expecting: .data).bytes == Array("answer".utf8))
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A multishot accept goes on until it is cancelled`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (listener, address) = try runner.listen(family)
    let accept = runner.freshID()
    runner.driver.accept(on: listener, multishot: true, id: accept)
    var servers: Set<Int32> = []
    for _ in 0..<100 {
      let client = runner.keep(try runner.driver.open(family.socketFamily, .stream))
      let connect = runner.freshID()
      runner.driver.connect(client, to: address, id: connect)
      #expect(try runner.next(connect).result == 0)
    }
    for _ in 0..<100 {
      let accepted = try runner.next(accept)
      #expect(accepted.result >= 0 && accepted.more)
      servers.insert(runner.keep(Descriptor(rawValue: accepted.result)).rawValue)
    }
    #expect(servers.count == 100)
    runner.driver.cancel(accept)
    #expect(try runner.next(accept) == Completion(id: accept, result: -Errno.canceled.rawValue))

    let late = runner.keep(try runner.driver.open(family.socketFamily, .stream))
    let connect = runner.freshID()
    runner.driver.connect(late, to: address, id: connect)
    #expect(try runner.next(connect).result == 0)
    runner.settle()
    #expect(runner.taken(accept).isEmpty)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `A single accept takes one connection and leaves the rest`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let (listener, address) = try runner.listen(family)
    for _ in 0..<3 {
      let client = runner.keep(try runner.driver.open(family.socketFamily, .stream))
      let connect = runner.freshID()
      runner.driver.connect(client, to: address, id: connect)
      #expect(try runner.next(connect).result == 0)
    }
    for _ in 0..<3 {
      let accept = runner.freshID()
      runner.driver.accept(on: listener, multishot: false, id: accept)
      let accepted = try runner.next(accept)
      #expect(accepted.result >= 0 && !accepted.more)
      runner.keep(Descriptor(rawValue: accepted.result))
    }
    let accept = runner.freshID()
    runner.driver.accept(on: listener, multishot: false, id: accept)
    runner.settle()
    #expect(runner.taken(accept).isEmpty)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `Where nobody listens a connection is refused`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    // The socket is bound, so that nobody else takes the address, but does not listen.
    let bound = runner.keep(try runner.driver.open(family.socketFamily, .stream))
    let wish = family.freshAddress()
    try runner.driver.bind(bound, to: wish)
    let client = runner.keep(try runner.driver.open(family.socketFamily, .stream))
    let connect = runner.freshID()
    runner.driver.connect(client, to: try runner.driver.localAddress(of: bound), id: connect)
    #expect(try runner.next(connect).result == -Errno.connectionRefused.rawValue)
    if case .local(let path) = wish { runner.remove(path) }
  }

  @Test(arguments: DriverFixture.allCases)
  func `A connect to a name that cannot be fails with the reason`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let client = runner.keep(try runner.driver.open(.local, .stream))
    let (long, missing) = (runner.freshID(), runner.freshID())
    let path = String(repeating: "x", count: 108)
    runner.driver.connect(client, to: .local(path: path), id: long)
    #expect(try runner.next(long).result == -Errno.fileNameTooLong.rawValue)
    runner.driver.connect(client, to: .local(path: "no such file"), id: missing)
    #expect(try runner.next(missing).result == -Errno.noSuchFileOrDirectory.rawValue)
  }

  @Test(arguments: DriverFixture.allCases)
  func `A local connect waits for room in the backlog`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    let (listener, address) = try runner.listen(.abstract, backlog: 1)
    var waiting: [OperationID] = []
    for _ in 0..<5 {
      let client = runner.keep(try runner.driver.open(.local, .stream))
      waiting.append(runner.freshID())
      runner.driver.connect(client, to: address, id: waiting[waiting.count - 1])
    }
    runner.settle()
    let accept = runner.freshID()
    runner.driver.accept(on: listener, multishot: true, id: accept)
    for id in waiting {
      #expect(try runner.next(id).result == 0)
      runner.keep(Descriptor(rawValue: try runner.next(accept).result))
    }
  }

  @Test(arguments: DriverFixture.allCases)
  func `A connect that is cancelled completes once`(_ fixture: DriverFixture) throws {
    let runner = try DriverRunner(fixture)
    // The listener's backlog is full, so that the connection neither succeeds nor fails.
    let (_, address) = try runner.listen(.ipv4, backlog: 0)
    var pending: [OperationID] = []
    for _ in 0..<8 {
      let client = runner.keep(try runner.driver.open(.ipv4, .stream))
      pending.append(runner.freshID())
      runner.driver.connect(client, to: address, id: pending[pending.count - 1])
    }
    runner.settle()
    pending.removeAll { !runner.taken($0).isEmpty }
    #expect(!pending.isEmpty)
    for id in pending { runner.driver.cancel(id) }
    for id in pending {
      #expect(try runner.next(id).result == -Errno.canceled.rawValue)
    }
    runner.settle()
    for id in pending { #expect(runner.taken(id).isEmpty) }
    #expect(runner.driver.statistics.inFlight == 0)
  }

  @Test(arguments: DriverFixture.allCases, DriverFamily.allCases)
  func `An accept on what does not listen fails for good`(
    _ fixture: DriverFixture, _ family: DriverFamily
  ) throws {
    let runner = try DriverRunner(fixture)
    let descriptor = runner.keep(try runner.driver.open(family.socketFamily, .stream))
    let accept = runner.freshID()
    runner.driver.accept(on: descriptor, multishot: true, id: accept)
    let completion = try runner.next(accept)
    #expect(completion.result == -Errno.invalidArgument.rawValue && !completion.more)
  }
}
