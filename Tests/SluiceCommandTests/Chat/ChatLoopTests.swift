// A chat whose members are on several loops, and some of whom do not read.

import Glibc
import Sluice
import Testing

@Suite struct ChatLoopTests {
  @Test(arguments: CommandDriver.allCases)
  func `All hear the same in the same order`(driver: CommandDriver) async throws {
    let server = try await serveChat(driver, loops: 3)
    let (members, lines) = (6, 50)
    var clients: [ChatClient] = []
    for number in 0..<members {
      let client = try await ChatClient(to: server, as: "m\(number)", in: "tea")
      for other in clients { try await other.hears("* m\(number) has joined tea") }
      clients.append(client)
    }
    // Two who only listen, on different loops: they must agree about all of it.
    let (listeners, speakers) = (clients[..<2], clients[2...])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for speaker in speakers {
        group.addTask {
          for number in 0..<lines {
            try await speaker.say("line \(number)")
            // Each is heard before the next: nobody is too slow.
            for _ in 1..<speakers.count { _ = try await speaker.line() }
          }
        }
      }
      try await group.waitForAll()
    }
    var heard: [[String]] = []
    for listener in listeners {
      var all: [String] = []
      for _ in 0..<(speakers.count * lines) { all.append(try await listener.line()) }
      heard.append(all)
    }
    #expect(heard[0] == heard[1])
    #expect(Set(heard[0]).count == speakers.count * lines)
    for client in clients { try await client.stream.close() }
    let statistics = try await server.stop(by: SIGTERM)
    // Nobody's stream was written to from another loop.
    #expect(statistics["foreign-calls"] == 0)
    #expect(statistics["residents"] == 0)
  }

  @Test(arguments: CommandDriver.allCases, [1, 2])
  func `Who does not read holds nobody up`(driver: CommandDriver, loops: Int) async throws {
    // A local socket, whose buffers in the kernel do not grow.
    let server = try await serveChat(
      driver, loops: loops, at: "unix:@sluice-chat-\(UInt64.random(in: .min ... .max))")
    let anna = try await ChatClient(to: server, as: "anna", in: "tea")
    let ben = try await ChatClient(to: server, as: "ben", in: "tea")
    try await anna.hears("* ben has joined tea")
    let slow = try await ChatClient(to: server, as: "slow", in: "tea")
    for client in [anna, ben] { try await client.hears("* slow has joined tea") }
    // Far more than all buffers on the way hold.
    let (count, text) = (2000, run("x", 900))
    for number in 0..<count {
      try await anna.say("\(number) \(text)")
      try await ben.hears("<anna> \(number) \(text)")
    }
    // His own answer waits for room: before it comes all that was kept for him.
    try await slow.say("/who")
    var kept = 0
    while case let line = try await slow.line(), line != "* anna, ben, slow" {
      #expect(line == "<anna> \(kept) \(text)")
      kept += 1
    }
    #expect(0 < kept && kept < count)
    try await anna.say("end")
    try await ben.hears("<anna> end")
    try await slow.hears("* you were too slow for \(count - kept) lines")
    try await slow.hears("<anna> end")
    for client in [anna, ben, slow] { await client.stream.abort() }
    _ = try await server.stop(by: SIGTERM)
  }
}
