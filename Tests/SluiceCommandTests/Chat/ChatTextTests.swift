// What a chat makes of lines that are no text, too long, or telnet's own.

import Sluice
import Testing

@Suite struct ChatTextTests {
  @Test(
    arguments: [
      [0x61, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0xff, 0xff, 0x61],
    ] as [[UInt8]])
  func `A line that is no UTF-8 is refused, and the next one is heard`(
    bytes: [UInt8]
  ) async throws {
    // A single 0xff at the end begins a command of telnet's that says nothing.
    let isCommand = bytes.last == 0xff
    let (server, anna, ben) = try await pair(.poll)
    defer { server.end() }
    try await anna.stream.write(bytes + Array("\n".utf8))
    if !isCommand { try await anna.hears("! that is no UTF-8") }
    try await anna.say("again")
    if isCommand { try await ben.hears("<anna> a") }
    try await ben.hears("<anna> again")
  }

  @Test(arguments: CommandDriver.allCases)
  func `What telnet negotiates is not heard`(driver: CommandDriver) async throws {
    let (server, anna, ben) = try await pair(driver)
    defer { server.end() }
    // IAC DO SUPPRESS-GO-AHEAD, IAC WILL TERMINAL-TYPE, a subnegotiation, IAC NOP; and a NUL.
    let negotiation: [UInt8] =
      [255, 253, 3, 255, 251, 24] + [255, 250, 24, 0, 0x61, 0x62, 255, 240] + [255, 241, 0]
    try await anna.stream.write(Array("he".utf8) + negotiation + Array("llo\r\n".utf8))
    try await ben.hears("<anna> hello")
    try await anna.stream.write(negotiation + Array("/who\r\n".utf8))
    try await anna.hears("* anna, ben")
  }

  @Test func `What moves the cursor is not heard`() async throws {
    let (server, anna, ben) = try await pair(.poll)
    defer { server.end() }
    try await anna.say("a\u{1b}[2Jb\tc\u{7}\u{9b}d")
    try await ben.hears("<anna> a[2Jbcd")
  }

  @Test(arguments: CommandDriver.allCases)
  func `A line of a thousand bytes is heard, a longer one is not`(
    driver: CommandDriver
  ) async throws {
    let (server, anna, ben) = try await pair(driver)
    defer { server.end() }
    try await anna.say(run("ä", 500))
    try await ben.hears("<anna> " + run("ä", 500))
    try await anna.say(run("ä", 500) + "a")
    try await anna.hears("! a line has at most 1000 bytes")
    try await anna.say("again")
    try await ben.hears("<anna> again")
  }

  @Test func `A line that never ends is the last`() async throws {
    let (server, anna, ben) = try await pair(.poll)
    defer { server.end() }
    // The server may have hung up before it has all.
    try? await anna.stream.write(run("a", 100_000))
    try await anna.hears("! that line is too long; good-bye")
    try await ben.hears("* anna has left tea")
  }

  @Test func `nc and telnet end a line differently`() async throws {
    let (server, anna, ben) = try await pair(.poll)
    defer { server.end() }
    try await anna.stream.write("one\ntwo\r\n")
    try await ben.hears("<anna> one")
    try await ben.hears("<anna> two")
  }

  /// Two in a room.
  private func pair(
    _ driver: CommandDriver
  ) async throws -> (CommandServer, ChatClient, ChatClient) {
    let server = try await serveChat(driver)
    let anna = try await ChatClient(to: server, as: "anna", in: "tea")
    let ben = try await ChatClient(to: server, as: "ben", in: "tea")
    try await anna.hears("* ben has joined tea")
    return (server, anna, ben)
  }
}
