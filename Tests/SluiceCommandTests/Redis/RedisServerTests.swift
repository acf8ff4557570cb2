// `sluice serve resp` beside redis-server: the same requests, by the same clients, have the same answers.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite struct RedisServerTests {
  @Test func `Redis answers what we hold ourselves to`() async throws {
    let redis = try await RedisProgram()
    for exchange in RedisExchange.all {
      let answer = try await redisAnswer(to: exchange.request, at: redis.address)
      #expect(answer == exchange.reply, "\(exchange.request.debugDescription)")
    }
    for exchange in RedisExchange.third {
      let answer = try await redisAnswer(
        to: "HELLO 3\r\n" + exchange.request, at: redis.address)
      #expect(answer.hasSuffix("*0\r\n" + exchange.reply), "\(exchange.request.debugDescription)")
    }
  }

  /// Pieces of requests in no order: what breaks the protocol breaks it in the same way.
  @Test func `Both break off at the same place`() async throws {
    let redis = try await RedisProgram()
    let server = try await CommandServer(["resp"])
    defer { server.end() }
    var generator = Seeds.generator()
    // No two of them make a command that only Redis knows, as GET and SET would.
    let words = [
      "*", "$", "1", "2", "3", "4", "0", "-1", "\r\n", "\r\n", "\r\n", "\n", "PING", "GET", "a",
      "TTL",
      " ", "\"", "'", "\\x41", "*1\r\n$4\r\nPING\r\n", "*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
      "INCR a\r\n",
    ]
    for _ in 0..<300 {
      let count = Int.random(in: 1...12, using: &generator)
      let request = (0..<count).map { _ in words.randomElement(using: &generator)! }.joined()
      let theirs = try await redisAnswer(to: request, at: redis.address)
      let ours = try await redisAnswer(to: request, at: server.address)
      #expect(ours == theirs, "\(request.debugDescription), \(Seeds.note)")
    }
  }

  @Test func `redis-cli sees no difference`() async throws {
    let redis = try await RedisProgram()
    let server = try await CommandServer(["resp"], at: "unix:\(redis.pathBeside)")
    let commands = """
      PING
      SET a "x y"
      GET a
      GET nix
      MSET a 1 b 2
      MGET a b nix
      INCR a
      INCRBY b x
      SET c 1 EX 100
      TTL c
      DEL a b c
      EXISTS a
      DBSIZE
      CONFIG GET save
      nix 1 2
      GET
      ECHO "\\x00\\xff"
      FLUSHALL
      """
    for options in [[], ["-3"], ["--no-raw"], ["-3", "--no-raw"], ["--json"]] {
      let theirs = try RedisProgram.run("redis-cli", ["-s", redis.path] + options, input: commands)
      let ours = try RedisProgram.run(
        "redis-cli", ["-s", redis.pathBeside] + options, input: commands)
      #expect(ours.output == theirs.output, "\(options)")
      #expect(ours.errors == theirs.errors, "\(options)")
      #expect(ours.output != "")
    }
    _ = try await server.stop(by: SIGTERM)
  }

  @Test(arguments: CommandDriver.allCases, [1, 32])
  func `redis-benchmark comes to its end`(driver: CommandDriver, pipeline: Int) async throws {
    try driver.require()
    let server = try await CommandServer(["resp", "--driver", driver.rawValue])
    defer { server.end() }
    let port = "\(server.address)".split(separator: ":")[1]
    let run = try RedisProgram.run(
      "redis-benchmark",
      [
        "-p", "\(port)", "-t", "ping,set,get,incr,mset", "-n", "2000", "-c", "20", "-r", "100",
        "-P", "\(pipeline)", "--csv",
      ])
    #expect(run.output.split(separator: "\n").count == 7, "\(run.output)\(run.errors)")
    #expect(!run.output.contains("rror") && !run.errors.contains("rror"), "\(run.errors)")
    // Keys of at most a hundred numbers, and a counter beside each.
    let count = try await redisAnswer(to: Array("DBSIZE\r\n".utf8), at: server.address)
    let keys = try #require(Int(String(decoding: count.dropFirst().dropLast(2), as: UTF8.self)))
    #expect(1...200 ~= keys)
  }
}
