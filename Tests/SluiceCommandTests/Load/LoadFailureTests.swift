// `sluice load` against servers that do wrong: each failure is counted by its kind, and none hangs.

import Sluice
import TestSupport
import Testing

@Suite struct LoadFailureTests {
  @Test(
    arguments: CommandDriver.allCases,
    // The second is sent by a task of its own.
    [(size: 64, offset: 1000), (size: 100_000, offset: 250_000)])
  func `A wrong byte is found, and named`(
    driver: CommandDriver, fault: (size: Int, offset: Int)
  ) async throws {
    try driver.require()
    let load = try await withServer {
      try await echo(flipping: fault.offset, on: $0)
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "1", "--requests", "100", "--size", "\(fault.size)"],
        connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["mismatch": 1])
    let text = load.results.firstErrors["mismatch"] ?? ""
    #expect(text.hasPrefix("byte \(fault.offset) of "), "\(text)")
    #expect(load.results.requests == fault.offset / fault.size)
    #expect(load.results.unanswered == 1)
  }

  @Test(arguments: CommandDriver.allCases)
  func `The fault of one connection does not end the others`(
    driver: CommandDriver
  ) async throws {
    try driver.require()
    // The fourth and every later request of a connection is answered wrongly; two connections ask
    // for three.
    let load = try await withServer {
      try await echo(flipping: 3 * 64, on: $0)
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "4", "--requests", "14"], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["mismatch": 2])
    #expect(load.results.requests == 12)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A reset is counted`(driver: CommandDriver) async throws {
    try driver.require()
    struct Reset: Error {}
    let load = try await withServer { stream in
      _ = try await stream.readExactly(64)
      throw Reset()
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "3", "--requests", "300"], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["reset": 3])
    #expect(load.results.firstErrors["reset"]?.contains("ECONNRESET") == true)
    #expect(load.results.requests == 0)
    #expect(load.results.unanswered == 3)
  }

  @Test(arguments: CommandDriver.allCases)
  func `An early end is counted`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer { stream in
      for _ in 0..<3 { try await stream.write(try await stream.readExactly(64)) }
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "2", "--requests", "100"], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["end of stream": 2])
    #expect(load.results.requests == 6)
    #expect(load.results.unanswered == 2)
  }

  @Test(arguments: CommandDriver.allCases)
  func `More than was asked for is counted`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await withServer { stream in
      while try await stream.readLine() != nil { try await stream.write("+PONG\r\n+PONG\r\n") }
    } _: {
      try await LoadOutcome(
        ["ping", "--connections", "1", "--requests", "10"], connecting: $0, on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["surplus": 1])
  }

  @Test(arguments: CommandDriver.allCases, ["64", "1000000"])
  func `A server that does not answer ends the run`(
    driver: CommandDriver, size: String
  ) async throws {
    try driver.require()
    let load = try await withServer { stream in
      // Neither reads nor answers.
      try await Task.sleep(for: .seconds(3600))
    } _: {
      try await LoadOutcome(
        ["echo", "--connections", "2", "--duration", "0.1", "--size", size], connecting: $0,
        on: driver)
    }
    #expect(load.status == 1)
    #expect(load.results.errors == ["stalled": 2])
    #expect(load.results.requests == 0)
    #expect(load.results.unanswered == 2)
  }

  @Test(arguments: CommandDriver.allCases)
  func `Nobody there is an error of every connection`(driver: CommandDriver) async throws {
    try driver.require()
    let load = try await LoadOutcome(
      ["echo", "--connections", "3"], connecting: DriverFamily.abstract.freshAddress(), on: driver)
    #expect(load.status == 1)
    #expect(load.results.errors == ["connect refused": 3])
    #expect(load.results.firstErrors["connect refused"]?.contains("ECONNREFUSED") == true)
    #expect(load.results.requests == 0)
  }
}
