// Somebody at `sluice serve chat`, as telnet or nc would be.

import Sluice
import Testing

/// A connection to a chat, and the lines that come over it.
struct ChatClient {
  let stream: SocketStream

  /// Connects and reads the welcome.
  init(to server: CommandServer) async throws {
    stream = try await SocketStream.connect(
      to: .address(server.address),
      configuration: StreamConfiguration(readTimeout: CommandRun.patience))
    let welcome = try await line()
    try #require(welcome.hasPrefix("* welcome, guest"), "\(welcome)")
  }

  /// Connects, takes a name and joins a room.
  init(to server: CommandServer, as name: String, in room: String) async throws {
    try await self.init(to: server)
    #expect(try await ask("/nick \(name)") == "* you are now \(name)")
    #expect(try await ask("/join \(room)") == "* you have joined \(room)")
  }

  /// Types a line.
  func say(_ line: String) async throws { try await stream.write(line + "\n") }

  /// Types a line and reads one.
  func ask(_ line: String) async throws -> String {
    try await say(line)
    return try await self.line()
  }

  /// The next line that comes.
  func line() async throws -> String {
    try #require(try await stream.readLine(), "the server has hung up")
  }

  /// Expects that line to be the next.
  func hears(
    _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    #expect(try await line() == expected, sourceLocation: sourceLocation)
  }

  /// Expects nothing but the end.
  func hearsTheEnd(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    #expect(try await stream.readLine() == nil, sourceLocation: sourceLocation)
    await stream.abort()
  }
}

/// A chat of so many loops.
func serveChat(
  _ driver: CommandDriver, loops: Int = 1, at address: String = "127.0.0.1:0"
) async throws -> CommandServer {
  try driver.require()
  return try await CommandServer(
    ["chat", "--driver", driver.rawValue, "--loops", "\(loops)"], at: address)
}
