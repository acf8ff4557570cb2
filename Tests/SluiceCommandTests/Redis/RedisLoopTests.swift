// One key space for several loops.

import Sluice
import Testing

@Suite struct RedisLoopTests {
  @Test(arguments: CommandDriver.allCases)
  func `Clients on all loops count together`(driver: CommandDriver) async throws {
    try driver.require()
    let server = try await CommandServer(["resp", "--driver", driver.rawValue, "--loops", "3"])
    defer { server.end() }
    let address = server.address
    let requests = String(repeating: "INCR n\r\nMSET a 1 b 2\r\nDEL a b\r\n", count: 500)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<12 {
        group.addTask {
          try await redisAnswer(to: Array(requests.utf8), at: address)
            .split(separator: UInt8(ascii: "\n")).count
        }
      }
      for try await count in group { #expect(count == 1500) }
    }
    let answer = try await redisAnswer(to: Array("GET n\r\nDBSIZE\r\n".utf8), at: address)
    #expect(String(decoding: answer, as: UTF8.self) == "$4\r\n6000\r\n:1\r\n")
  }

  @Test func `What is set together is seen together`() async throws {
    let server = try await CommandServer(["resp", "--loops", "2"])
    defer { server.end() }
    let address = server.address
    let writes = (0..<2000).map { "MSET a \($0) b \($0)\r\n" }.joined()
    let reads = String(repeating: "MGET a b\r\n", count: 2000)
    async let written = redisAnswer(to: Array(writes.utf8), at: address)
    let answer = try await redisAnswer(to: Array(reads.utf8), at: address)
    _ = try await written
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\r\n")
    var index = 0
    while index < lines.count {
      guard lines[index + 1] != "$-1" else {
        #expect(lines[index + 2] == "$-1")
        index += 3
        continue
      }
      #expect(lines[index + 2] == lines[index + 4])
      index += 5
    }
  }
}
