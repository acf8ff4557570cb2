// `sluice serve chat`: names, rooms, and what is said in them.

import Glibc
import Sluice
import Testing

@Suite struct ChatTests {
  @Test(arguments: CommandDriver.allCases)
  func `What is said is heard in the room alone`(driver: CommandDriver) async throws {
    let server = try await serveChat(driver)
    let anna = try await ChatClient(to: server, as: "anna", in: "tea")
    let ben = try await ChatClient(to: server, as: "ben", in: "tea")
    let carl = try await ChatClient(to: server, as: "carl", in: "coffee")
    try await anna.hears("* ben has joined tea")
    try await anna.say("grüße, 世界 👋")
    try await ben.hears("<anna> grüße, 世界 👋")
    try await ben.say("hello")
    try await anna.hears("<ben> hello")
    #expect(try await carl.ask("/who") == "* carl")
    #expect(try await carl.ask("/rooms") == "* coffee (1), tea (2)")
    #expect(try await carl.ask("/leave") == "* you have left coffee")
    #expect(try await carl.ask("/who") == "* anna, ben, carl")
    #expect(try await carl.ask("/rooms") == "* tea (2)")
    #expect(try await carl.ask("anybody?") == "! you are in no room: /join ROOM")
    for client in [anna, ben, carl] { try await client.stream.close() }
    let statistics = try await server.stop(by: SIGTERM)
    #expect(statistics["residents"] == 0)
    #expect(statistics["buffers"] == 0)
  }

  @Test(arguments: CommandDriver.allCases)
  func `A name belongs to one at a time`(driver: CommandDriver) async throws {
    let server = try await serveChat(driver)
    defer { server.end() }
    let anna = try await ChatClient(to: server)
    let ben = try await ChatClient(to: server)
    #expect(try await anna.ask("/nick Zoë") == "* you are now Zoë")
    #expect(try await ben.ask("/nick zoë") == "! zoë is taken")
    // The same letters in another form of Unicode.
    #expect(try await ben.ask("/nick Zoe\u{308}") == "! Zoe\u{308} is taken")
    #expect(try await anna.ask("/nick ZOË") == "* you are now ZOË")
    #expect(try await anna.ask("/nick anna") == "* you are now anna")
    #expect(try await ben.ask("/nick zoë") == "* you are now zoë")
    try await anna.stream.close()
    try await waitUntil(ben, hears: "* you are now anna", to: "/nick anna")
    #expect(try await ben.ask("/nick guest7") == "* you are now guest7")
    await ben.stream.abort()
  }

  @Test func `A guest's name is free`() async throws {
    let server = try await serveChat(.poll)
    defer { server.end() }
    let anna = try await ChatClient(to: server)
    #expect(try await anna.ask("/nick guest2") == "* you are now guest2")
    let ben = try await ChatClient(to: server)
    #expect(try await ben.ask("/who") == "* guest2, guest2_")
    await anna.stream.abort()
    await ben.stream.abort()
  }

  @Test func `A message is for one alone`() async throws {
    let server = try await serveChat(.poll)
    defer { server.end() }
    let anna = try await ChatClient(to: server, as: "anna", in: "tea")
    let ben = try await ChatClient(to: server)
    #expect(try await ben.ask("/nick ben") == "* you are now ben")
    #expect(try await anna.ask("/msg Ben two  words") == "[to ben] two  words")
    try await ben.hears("[anna] two  words")
    #expect(try await anna.ask("/msg nobody x") == "! nobody is called nobody")
    await anna.stream.abort()
    await ben.stream.abort()
  }

  @Test func `Who comes, goes and changes his name is announced`() async throws {
    let server = try await serveChat(.poll)
    defer { server.end() }
    let anna = try await ChatClient(to: server, as: "anna", in: "Tea")
    let ben = try await ChatClient(to: server)
    #expect(try await ben.ask("/join tea") == "* you have joined Tea")
    try await anna.hears("* guest2 has joined Tea")
    #expect(try await ben.ask("/nick ben") == "* you are now ben")
    try await anna.hears("* guest2 is now ben")
    #expect(try await ben.ask("/join coffee") == "* you have joined coffee")
    try await anna.hears("* ben has left Tea")
    #expect(try await ben.ask("/join tea") == "* you have joined Tea")
    try await anna.hears("* ben has joined Tea")
    #expect(try await ben.ask("/quit") == "* good-bye")
    try await ben.hearsTheEnd()
    try await anna.hears("* ben has left Tea")
    await anna.stream.abort()
  }

  @Test(arguments: CommandDriver.allCases)
  func `Who is cut off has left`(driver: CommandDriver) async throws {
    let server = try await serveChat(driver)
    defer { server.end() }
    let anna = try await ChatClient(to: server, as: "anna", in: "tea")
    let ben = try await ChatClient(to: server, as: "ben", in: "tea")
    try await anna.hears("* ben has joined tea")
    await ben.stream.abort()
    try await anna.hears("* ben has left tea")
    #expect(try await anna.ask("/who") == "* anna")
    await anna.stream.abort()
  }

  @Test(arguments: [
    ("/nick", "! try /nick NAME"), ("/nick a b", "! try /nick NAME"),
    ("/join", "! try /join ROOM"), ("/msg", "! try /msg NAME TEXT"),
    ("/msg a", "! try /msg NAME TEXT"), ("/leave now", "! try /leave"), ("/nix", "! try /help"),
    ("/", "! try /help"), ("/leave", "! you are in no room"), ("/rooms", "* there is no room"),
    ("/nick a/b", "! a name has 1 to 24 letters, digits, '-' and '_'"),
    ("/join \(run("a", 25))", "! a name has 1 to 24 letters, digits, '-' and '_'"),
    ("/nick \(run("a", 24))", "* you are now \(run("a", 24))"),
    ("/join a-b_1", "* you have joined a-b_1"), ("hello", "! you are in no room: /join ROOM"),
    ("  \n/help", "* /nick NAME"),
  ])
  func `A command is answered`(line: String, answer: String) async throws {
    let server = try await serveChat(.poll)
    defer { server.end() }
    let client = try await ChatClient(to: server)
    #expect(try await client.ask(line) == answer)
    await client.stream.abort()
  }

  /// Asks again and again, until that is the answer.
  private func waitUntil(
    _ client: ChatClient, hears expected: String, to question: String
  ) async throws {
    let end = SuspendingClock.now + CommandRun.patience
    while try await client.ask(question) != expected {
      try #require(SuspendingClock.now < end, "\(question) never leads to \(expected)")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
