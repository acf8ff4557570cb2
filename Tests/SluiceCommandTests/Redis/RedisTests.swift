// `sluice serve resp`, byte by byte, against what Redis has been seen to answer.

import Foundation
import Sluice
import Testing

@Suite struct RedisTests {
  @Test(arguments: CommandDriver.allCases)
  func `Every request is answered as by Redis`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await serve(driver)
    for exchange in RedisExchange.all {
      let answer = try await redisAnswer(to: exchange.request, at: server.address)
      #expect(answer == exchange.reply, "\(exchange.request.debugDescription)")
    }
    #expect(RedisExchange.all.count > 100)
    _ = try await server.stop(by: SIGTERM)
  }

  @Test(arguments: CommandDriver.allCases)
  func `The third version has maps and a null of its own`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await serve(driver)
    defer { server.end() }
    let pattern =
      "%7\r\n$6\r\nserver\r\n$6\r\nsluice\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n$5\r\nproto\r\n:3\r\n"
      + "$2\r\nid\r\n:N\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"
      + "$7\r\nmodules\r\n*0\r\n"
    for exchange in RedisExchange.third {
      let answer = try await redisAnswer(
        to: "HELLO 3\r\n" + exchange.request, at: server.address)
      let head = pattern.replacing("N", with: try clientNumber(in: answer))
      #expect(answer == head + exchange.reply, "\(exchange.request.debugDescription)")
    }
  }

  @Test func `The second version can be gone back to`() async throws {
    let server = try await serve(.poll)
    defer { server.end() }
    let answer = try await redisAnswer(
      to: "HELLO 3\r\nHELLO 2 SETNAME me\r\nGET a\r\nCLIENT GETNAME\r\nHELLO\r\n",
      at: server.address)
    #expect(answer.hasPrefix("%7\r\n"))
    #expect(answer.contains("\r\n*0\r\n*14\r\n"))
    #expect(answer.contains("\r\n*0\r\n$-1\r\n$2\r\nme\r\n*14\r\n"))
  }

  @Test(arguments: CommandDriver.allCases)
  func `What is its own is its own`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await serve(driver)
    defer { server.end() }
    let count = try await redisAnswer(to: "COMMAND COUNT\r\n", at: server.address)
    let commands = try await redisAnswer(to: "COMMAND\r\n", at: server.address)
    #expect(":" + commands.split(separator: "\r\n")[0].dropFirst() + "\r\n" == count)
    for (request, reply) in [
      ("COMMAND INFO get", "*1\r\n*6\r\n$3\r\nget\r\n:2\r\n*0\r\n:1\r\n:1\r\n:1\r\n"),
      ("COMMAND INFO mset", "*1\r\n*6\r\n$4\r\nmset\r\n:-3\r\n*0\r\n:1\r\n:-1\r\n:2\r\n"),
      ("CLIENT SETINFO LIB-NAME x", "+OK\r\n"),
      ("CLIENT SETINFO nix x", "-ERR Unrecognized option 'nix'\r\n"),
      (
        "CONFIG GET save nix appendonly",
        "*4\r\n$4\r\nsave\r\n$0\r\n\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"
      ),
    ] {
      #expect(try await redisAnswer(to: request + "\r\n", at: server.address) == reply)
    }
  }

  @Test func `Each client has a number of its own`() async throws {
    let server = try await serve(.poll)
    defer { server.end() }
    var numbers: Set<String> = []
    for _ in 0..<5 {
      numbers.insert(try await redisAnswer(to: "CLIENT ID\r\n", at: server.address))
    }
    #expect(numbers.count == 5)
    #expect(numbers.allSatisfy { $0.hasPrefix(":") && $0.hasSuffix("\r\n") })
  }

  // MARK: Bytes as they come

  @Test(arguments: CommandDriver.allCases)
  func `A request may come byte by byte`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await serve(driver)
    defer { server.end() }
    let request =
      redisRequest("SET", "key", "a\r\nb") + "get key\r\n" + redisRequest("MGET", "key", "nix")
    try await SocketStream.withConnection(to: .address(server.address)) { stream in
      for byte in request.utf8 {
        try await stream.write([byte])
        try await stream.flush()
      }
      let expected = "+OK\r\n$4\r\na\r\nb\r\n*2\r\n$4\r\na\r\nb\r\n$-1\r\n"
      #expect(try await stream.readExactly(expected.utf8.count) == Array(expected.utf8))
    }
  }

  @Test(arguments: CommandDriver.allCases)
  func `A long pipeline is answered in order`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await serve(driver)
    defer { server.end() }
    let requests = (0..<20_000).map { redisRequest("SET", "key\($0)", "\($0)") }.joined()
    let questions = (0..<20_000).map { redisRequest("GET", "key\($0)") }.joined()
    let replies = (0..<20_000).map { "$\("\($0)".utf8.count)\r\n\($0)\r\n" }.joined()
    let answer = try await redisAnswer(
      to: requests + questions + "DBSIZE\r\n", at: server.address)
    #expect(answer == run("+OK\r\n", 20_000) + replies + ":20000\r\n")
  }

  @Test func `A large value comes back whole`() async throws {
    let server = try await CommandServer(["resp"])
    defer { server.end() }
    let value = (0..<1_000_000).map { "\($0 % 10)" }.joined()
    let answer = try await redisAnswer(
      to: redisRequest("SET", "big", value) + redisRequest("GET", "big") + "PING\r\n",
      at: server.address)
    #expect(answer == "+OK\r\n$1000000\r\n\(value)\r\n+PONG\r\n")
  }

  @Test func `An inline request that never ends is refused`() async throws {
    let server = try await serve(.poll)
    defer { server.end() }
    for (request, reason) in [
      (run("a", 70_000), "too big inline request"),
      ("*" + run("1", 70_000), "too big mbulk count string"),
      ("*1\r\n$" + run("1", 70_000), "too big bulk count string"),
    ] {
      let answer = try await redisAnswer(to: request, at: server.address)
      #expect(answer == "-ERR Protocol error: \(reason)\r\n")
    }
  }

  @Test func `Bytes that are no text are kept as they are`() async throws {
    let server = try await serve(.poll)
    defer { server.end() }
    let request: [UInt8] = Array("*3\r\n$3\r\nSET\r\n$2\r\n".utf8) + [0xff, 0x00, 0x0d, 0x0a]
    let value: [UInt8] = Array(0...255)
    let answer = try await redisAnswer(
      to: request + Array("$256\r\n".utf8) + value + Array("\r\nGET \"\\xff\\x00\"\r\n".utf8),
      at: server.address)
    #expect(answer == Array("+OK\r\n$256\r\n".utf8) + value + Array("\r\n".utf8))
  }

  // MARK: Support

  private func serve(_ driver: CommandDriver) async throws -> CommandServer {
    try await CommandServer(["resp", "--driver", driver.rawValue])
  }

  private func clientNumber(in answer: String) throws -> String {
    let parts = answer.split(separator: "\r\n", omittingEmptySubsequences: false)
    let index = try #require(parts.firstIndex(of: "id"))
    return String(parts[index + 1].dropFirst())
  }
}
