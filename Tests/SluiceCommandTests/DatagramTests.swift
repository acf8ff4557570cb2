// Datagram servers and their load, as their users see them.

import Foundation
import Glibc
import Sluice
import TestSupport
import Testing

@Suite struct DatagramCommandTests {
  @Test(arguments: CommandDriver.allCases, DriverFamily.allCases)
  func `Echo at every kind of address, under load, and it ends with statistics`(
    driver: CommandDriver, family: DriverFamily
  ) async throws {
    try driver.require()
    let server = try await CommandServer(
      ["echo", "--udp", "--driver", driver.rawValue, "--loops", "2"],
      at: "\(family.freshAddress())")
    #expect(
      server.readyLine == "listening on \(server.address) (driver \(driver.rawValue), 2 loops)")
    // A local sender would need a name to be answered: its own load opens sockets that have one.
    let load = try await LoadOutcome(
      ["echo", "--udp", "--connections", "3", "--pipeline", "5", "--requests", "1000"],
      connecting: server.address, on: driver)
    #expect(load.status == 0, "\(load.results.firstErrors)")
    #expect(load.results.requests == 1000)
    #expect(load.results.bytes == 64_000)
    #expect(load.results.errors == [:])
    let statistics = try await server.stop(by: SIGTERM)
    #expect(statistics["receives"] == 1000)
    #expect(statistics["sends"] == 1000)
    #expect(statistics["bytes-in"] == 64_000)
    #expect(statistics["bytes-out"] == 64_000)
    for name in ["in-flight", "buffers", "residents", "foreign-calls"] {
      #expect(statistics[name] == 0, "\(name)")
    }
    if case .local(let path) = server.address {
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test(arguments: CommandDriver.allCases)
  func `One that does not read its answers does not keep others from theirs`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    let server = try await CommandServer(
      ["echo", "--udp", "--driver", driver.rawValue, "--loops", "1"],
      at: "\(DriverFamily.path.freshAddress())")
    let patience = DatagramConfiguration(
      receiveTimeout: .milliseconds(200), sendTimeout: .milliseconds(200))
    let deaf = try await DatagramSocket.bind(
      to: .address(DriverFamily.path.freshAddress()), configuration: patience)
    do {
      for _ in 0..<5000 { try await deaf.send([1], to: server.address) }
    } catch StreamError.timedOut {}
    let client = try await DatagramSocket.bind(
      to: .address(DriverFamily.path.freshAddress()), configuration: patience)
    var answer: [UInt8] = []
    // What shares a burst with those to the deaf one may be lost with them.
    for _ in 0..<50 where answer.isEmpty {
      do {
        try await client.send([2], to: server.address)
        answer = try await client.receive().bytes
      } catch StreamError.timedOut {}
    }
    #expect(answer == [2])
    await client.close()
    await deaf.close()
    _ = try await server.stop(by: SIGTERM)
  }

  @Test(arguments: CommandDriver.allCases)
  func `What is lost is counted, and the run ends`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["discard", "--udp", "--driver", driver.rawValue])
    let load = try await LoadOutcome(
      ["echo", "--udp", "--connections", "2", "--pipeline", "4", "--duration", "0.1"],
      connecting: server.address, on: driver)
    #expect(load.status == 1)
    #expect(load.results.errors == ["lost": 8])
    #expect(load.results.unanswered == 8)
    #expect(load.results.requests == 0)
    let statistics = try await server.stop(by: SIGINT)
    #expect(statistics["receives"] == 8)
    #expect(statistics["sends"] == 0)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Nobody there is an error of every socket`(driver: CommandDriver) async throws {
    try driver.require()
    // A port that was free a moment ago.
    let socket = try await DatagramSocket.bind(to: .tcp("127.0.0.1", 0))
    let address = try #require(await socket.localAddress())
    await socket.close()
    let load = try await LoadOutcome(
      ["echo", "--udp", "--connections", "3", "--pipeline", "2"], connecting: address, on: driver)
    #expect(load.status == 1)
    #expect(load.results.errors == ["refused": 3])
    #expect(load.results.firstErrors["refused"]?.contains("ECONNREFUSED") == true)
  }

  @Test(
    arguments: CommandDriver.allCases, [(3, "byte 20 of a reply differs"), (8, "a reply of 65")])
  func `A wrong reply is found, and named`(
    driver: CommandDriver, fault: (at: Int, text: String)
  ) async throws {
    try driver.require()
    // A loop of its own: the threads of other tests may be busy for longer than the load waits.
    let group = try EventLoopGroup(loops: 1, driver: .poll)
    let socket = try await DatagramSocket.bind(to: .tcp("127.0.0.1", 0), on: group.loops[0])
    let address = try #require(await socket.localAddress())
    let server = group.loops[0].spawn {
      var count = 0
      while true {
        var datagram = try await socket.receive()
        count += 1
        if count == fault.at, fault.at == 3 { datagram.bytes[20] ^= 1 }
        if count == fault.at, fault.at == 8 { datagram.bytes.append(0) }
        try await socket.send(datagram.bytes, to: datagram.sender)
      }
    }
    let load = try await LoadOutcome(
      ["echo", "--udp", "--connections", "1", "--requests", "100"], connecting: address,
      on: driver)
    #expect(load.status == 1)
    #expect(load.results.errors == ["mismatch": 1])
    #expect(load.results.firstErrors["mismatch"]?.hasPrefix(fault.text) == true)
    #expect(load.results.requests == fault.at - 1)
    await socket.close()
    await #expect(throws: StreamError.closed) { try await server.value }
    await group.shutDown()
  }

  @Test(arguments: [[], ["--udp"]])
  func `A file has its mode, and a stale one is replaced`(arguments: [String]) async throws {
    let address = DriverFamily.path.freshAddress()
    guard case .local(let path) = address else { return }
    func mode() -> UInt32? {
      var status = stat()
      // A local, filled by the call.
      return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
    let killed = try await CommandServer(["echo", "--mode", "600"] + arguments, at: "\(address)")
    #expect(mode() == 0o600)
    killed.run.send(SIGKILL)
    try? await Task.sleep(for: .milliseconds(200))
    let refused = try CommandRun(["serve", "echo", "--listen", "\(address)"] + arguments)
    #expect(try await refused.status() == 1)
    #expect(refused.errors.contains("EADDRINUSE"), "\(refused.errors)")
    let server = try await CommandServer(
      ["echo", "--mode", "666", "--replace-stale"] + arguments, at: "\(address)")
    #expect(mode() == 0o666)
    _ = try await server.stop(by: SIGTERM)
    #expect(mode() == nil)
  }

  @Test(arguments: [
    ["serve", "line", "--udp", "--listen", "127.0.0.1:0"],
    ["serve", "echo", "--mode", "660", "--listen", "127.0.0.1:0"],
    ["serve", "echo", "--mode", "668", "--listen", "unix:/tmp/x"],
    ["serve", "echo", "--mode", "7777", "--listen", "unix:/tmp/x"],
    ["serve", "echo", "--replace-stale", "--listen", "unix:@x"],
    ["load", "line", "--udp", "--connect", "127.0.0.1:1"],
    ["load", "echo", "--udp", "--size", "7", "--connect", "127.0.0.1:1"],
    ["load", "echo", "--udp", "--size", "65508", "--connect", "127.0.0.1:1"],
  ])
  func `Bad arguments are a usage error`(arguments: [String]) async throws {
    let run = try CommandRun(arguments)
    #expect(try await run.status() == 64)
    #expect(run.output == "")
    #expect(run.errors.contains("Usage: sluice"), "\(run.errors)")
  }
}
