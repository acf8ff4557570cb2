// What one member asks for, and is answered.

import Sluice

/// A member's side of the conversation: his lines in, the answers out. Answers begin with `*`, refusals
/// with `!`; what others say with `<name>`, or `[name]` if it is for him alone.
struct ChatSession {
  let member: ChatMember
  let house: ChatHouse
  private(set) var isOver = false

  /// The most characters of a name.
  private static let longestName = 24

  init(member: ChatMember, house: ChatHouse) {
    self.member = member
    self.house = house
  }

  func welcome() async throws {
    try await answer("* welcome, \(house.name(of: member)); /help lists what you can do")
  }

  /// Does what a line asks for.
  mutating func take(_ line: ChatText.Line) async throws {
    switch line {
    case .text(let text): try await take(ChatCommand(text))
    case .malformed: try await answer("! that is no UTF-8")
    case .tooLong: try await answer("! a line has at most \(ChatText.longest) bytes")
    }
  }

  private mutating func take(_ command: ChatCommand) async throws {
    switch command {
    case .nick(let name): try await rename(name)
    case .join(let name): try await join(name)
    case .leave:
      let room = house.leaveRoom(member)
      try await answer(room.map { "* you have left \($0)" } ?? "! you are in no room")
    case .rooms:
      let rooms = house.rooms().map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
      try await answer(rooms.isEmpty ? "* there is no room" : "* \(rooms)")
    case .who: try await answer("* \(house.names(around: member).joined(separator: ", "))")
    case .message(let name, let text):
      let receiver = house.message(text, to: name, by: member)
      try await answer(receiver.map { "[to \($0)] \(text)" } ?? "! nobody is called \(name)")
    case .say(let text):
      guard !house.say(text, by: member) else { return }
      try await answer("! you are in no room: /join ROOM")
    case .help: for usage in ChatCommand.usages { try await answer("* \(usage)") }
    case .quit:
      try await answer("* good-bye")
      isOver = true
    case .misused(let usage): try await answer("! try \(usage)")
    case .nothing: break
    }
  }

  private func rename(_ name: String) async throws {
    guard Self.isName(name) else { return try await answer(Self.refusal) }
    let isDone = house.rename(member, to: name)
    try await answer(isDone ? "* you are now \(name)" : "! \(name) is taken")
  }

  private func join(_ name: String) async throws {
    guard Self.isName(name) else { return try await answer(Self.refusal) }
    try await answer("* you have joined \(house.join(member, name))")
  }

  private static let refusal =
    "! a name has 1 to \(longestName) letters, digits, '-' and '_'"

  private static func isName(_ name: String) -> Bool {
    1...longestName ~= name.count && name.utf8.count <= longestName * 4
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
  }

  private func answer(_ line: String) async throws {
    try await member.stream.writeLine(line)
  }
}
