// Keys that expire, on a clock that nobody stops: what is to be gone is waited for, however long it takes.

import Sluice
import Testing

@Suite struct RedisExpiryTests {
  @Test(arguments: CommandDriver.allCases)
  func `A key expires`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["resp", "--driver", driver.rawValue])
    defer { server.end() }
    let address = server.address
    #expect(
      try await redisAnswer(to: "SET a 1 PX 20\r\nSET b 2\r\nPEXPIRE b 20\r\n", at: address)
        == "+OK\r\n+OK\r\n:1\r\n")
    try await wait(for: "*2\r\n$-1\r\n$-1\r\n", to: "MGET a b\r\n", at: address)
    // Who has asked has taken them away.
    try await wait(for: ":0\r\n", to: "DBSIZE\r\n", at: address)
  }

  @Test func `A key whose time has passed is not counted, even before anybody looks`() async throws
  {
    let server = try await CommandServer(["resp"])
    defer { server.end() }
    let requests = "SET a 1 EXAT 1\r\nDBSIZE\r\nSET b 1 PXAT 1 GET\r\nDBSIZE\r\n"
    #expect(
      try await redisAnswer(to: requests, at: server.address) == "+OK\r\n:0\r\n$-1\r\n:0\r\n")
  }

  @Test func `Keys that nobody asks for are taken away as well`() async throws {
    let server = try await CommandServer(["resp", "--loops", "1"])
    defer { server.end() }
    let requests = (0..<200).map { "SET key\($0) x PX 1\r\n" }.joined()
    #expect(
      try await redisAnswer(to: "SET stays x\r\n" + requests, at: server.address)
        == run("+OK\r\n", 201))
    try await wait(for: ":1\r\n", to: "DBSIZE\r\n", at: server.address)
    let found = try await redisAnswer(to: Array("GET stays\r\n".utf8), at: server.address)
    #expect(found == Array("$1\r\nx\r\n".utf8))
  }

  /// Asks again and again, until that is the answer.
  private func wait(for reply: String, to request: String, at address: SocketAddress) async throws {
    let end = SuspendingClock.now + CommandRun.patience
    var answer: [UInt8] = []
    while SuspendingClock.now < end {
      answer = try await redisAnswer(to: Array(request.utf8), at: address)
      guard answer != Array(reply.utf8) else { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("\(request) is answered by \(String(decoding: answer, as: UTF8.self))")
  }
}
