// The Redis protocol as `sluice serve ping` speaks it, byte by byte.

import Testing

@Suite struct PingTests {
  @Test(arguments: [
    ("PING\r\n", "+PONG\r\n"),
    ("ping\n", "+PONG\r\n"),
    ("PiNg hello\r\n", "$5\r\nhello\r\n"),
    ("  PING   hello  \r\n", "$5\r\nhello\r\n"),
    ("PING a b\r\n", "-ERR wrong number of arguments for 'ping' command\r\n"),
    ("*1\r\n$4\r\nPING\r\n", "+PONG\r\n"),
    ("*1\r\n$4\r\nping\r\n", "+PONG\r\n"),
    ("*2\r\n$4\r\nPING\r\n$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n"),
    ("*2\r\n$4\r\nPING\r\n$0\r\n\r\n", "$0\r\n\r\n"),
    ("\r\n*0\r\n*-1\r\nPING\r\n", "+PONG\r\n"),
    ("CONFIG GET save\r\n", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"),
    ("config get appendonly\r\n", "*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
    ("CONFIG GET maxmemory\r\n", "*0\r\n"),
    ("COMMAND DOCS\r\n", "*0\r\n"),
    ("QUIT\r\nPING\r\n", "+OK\r\n"),
    (
      "GET key\r\nPING\r\n",
      "-ERR unknown command 'GET', with args beginning with: 'key' \r\n+PONG\r\n"
    ),
    (
      "*1\r\n$5\r\na\r\nb\u{1}\r\n",
      "-ERR unknown command 'a  b ', with args beginning with: \r\n"
    ),
  ])
  func `A request is answered`(request: String, reply: String) async throws {
    #expect(try await CommandServer(["ping"]).answer(to: request) == reply)
  }

  @Test(arguments: [
    ("*x\r\n", "invalid multibulk length"),
    ("*1025\r\n", "invalid multibulk length"),
    ("*99999999999999999999\r\n", "invalid multibulk length"),
    ("*\r\n", "invalid multibulk length"),
    ("*1\r\nPING\r\n", "expected '$', got 'P'"),
    ("*1\r\n$-1\r\n", "invalid bulk length"),
    ("*1\r\n$1048577\r\n", "invalid bulk length"),
    ("*2\r\n$4\r\nPING\r\n$1048573\r\n", "invalid bulk length"),
    ("*1\r\n$+4\r\nPING\r\n", "invalid bulk length"),
    (String(repeating: "a", count: 70_000) + "\r\n", "too big inline request"),
  ])
  func `A broken request is named, and the last`(request: String, reason: String) async throws {
    let reply = try await CommandServer(["ping"]).answer(to: "PING\r\n" + request + "PING\r\n")
    #expect(reply == "+PONG\r\n-ERR Protocol error: \(reason)\r\n")
  }

  @Test func `A burst is answered in order`() async throws {
    let server = try await CommandServer(["ping", "--loops", "1"])
    let inline = (0..<1000).map { "PING \($0)\r\n" }.joined()
    let expected = (0..<1000).map { "$\(String($0).count)\r\n\($0)\r\n" }.joined()
    #expect(try await server.answer(to: inline) == expected)
    let arrays = (0..<1000).map { number in
      "*2\r\n$4\r\nPING\r\n$\(String(number).count)\r\n\(number)\r\n"
    }
    #expect(try await server.answer(to: arrays.joined()) == expected)
  }

  @Test func `A large argument comes back whole`() async throws {
    let word = String(repeating: "0123456789", count: 100_000)
    let request = "*2\r\n$4\r\nPING\r\n$\(word.count)\r\n\(word)\r\n"
    #expect(
      try await CommandServer(["ping"]).answer(to: request) == "$\(word.count)\r\n\(word)\r\n")
  }
}
