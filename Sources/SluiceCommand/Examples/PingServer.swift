// A server of the Redis protocol (RESP 2) that knows PING, and what redis-benchmark asks before it.

import Sluice

enum PingServer {
  /// Answers requests, pipelined or not, until the client quits or breaks the protocol.
  static func serve(_ stream: SocketStream) async throws {
    do {
      while let request = try await PingRequest.read(from: stream) {
        guard try await answer(request, on: stream) else { return }
      }
    } catch let problem as PingRequest.Problem {
      try await stream.write("-ERR Protocol error: \(problem.reason)\r\n")
    }
  }

  /// Answers one request; false if it was the last.
  private static func answer(_ request: PingRequest, on stream: SocketStream) async throws -> Bool {
    switch request.command {
    case "PING": try await pong(request, on: stream)
    case "CONFIG" where request.isWord(1, "GET") && request.words.count > 2:
      try await configuration(of: request.words[2], on: stream)
    case "COMMAND": try await stream.write("*0\r\n")
    case "QUIT":
      try await stream.write("+OK\r\n")
      return false
    default: try await stream.write("-ERR \(request.unknown)\r\n")
    }
    return true
  }

  private static func pong(_ request: PingRequest, on stream: SocketStream) async throws {
    switch request.words.count {
    case 1: try await stream.write("+PONG\r\n")
    case 2: try await writeBulk(request.words[1], on: stream)
    default: try await stream.write("-ERR wrong number of arguments for 'ping' command\r\n")
    }
  }

  /// Nothing is kept, and that is what the two parameters that redis-benchmark shows say.
  private static func configuration(of name: [UInt8], on stream: SocketStream) async throws {
    let values: [String: String] = ["save": "", "appendonly": "no"]
    guard let value = values[String(decoding: name, as: UTF8.self).lowercased()] else {
      try await stream.write("*0\r\n")
      return
    }
    try await stream.write("*2\r\n")
    try await writeBulk(name, on: stream)
    try await writeBulk(Array(value.utf8), on: stream)
  }

  private static func writeBulk(_ bytes: [UInt8], on stream: SocketStream) async throws {
    try await stream.write("$\(bytes.count)\r\n")
    try await stream.write(bytes)
    try await stream.write("\r\n")
  }
}
