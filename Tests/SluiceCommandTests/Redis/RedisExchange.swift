// Requests and what Redis 7.0 answers to them, as bytes.
//
// The answers were written down from redis-server 7.0.15, and are compared with it again wherever it is
// installed (RedisServerTests).

import Sluice
import Testing

/// What is sent over a fresh connection to a server without keys, and what comes back until it ends.
struct RedisExchange: Sendable, CustomTestStringConvertible {
  let request: String
  let reply: String

  init(_ request: String, _ reply: String) { (self.request, self.reply) = (request, reply) }

  var testDescription: String { request.debugDescription }

  static let all = values + keys + connection + framing
}

/// A character so many times.
func run(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

/// A request as an array of words.
func redisRequest(_ words: String...) -> String {
  "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
}

/// Sends `request`, ends our side, and returns all that comes until the other side ends.
func redisAnswer(to request: [UInt8], at address: SocketAddress) async throws -> [UInt8] {
  let configuration = StreamConfiguration(readTimeout: CommandRun.patience)
  return try await SocketStream.withConnection(
    to: .address(address), configuration: configuration
  ) { stream in
    try await stream.write(request)
    // Who has broken the protocol may have been left by then.
    try? await stream.finishWriting()
    var answer: [UInt8] = []
    while case let bytes = try await stream.read(), !bytes.isEmpty { answer += bytes }
    return answer
  }
}

/// The same for text, to a server without keys.
func redisAnswer(to request: String, at address: SocketAddress) async throws -> String {
  let flushed = try await redisAnswer(to: Array("FLUSHALL\r\n".utf8), at: address)
  #expect(flushed == Array("+OK\r\n".utf8))
  let answer = try await redisAnswer(to: Array(request.utf8), at: address)
  return String(decoding: answer, as: UTF8.self)
}
