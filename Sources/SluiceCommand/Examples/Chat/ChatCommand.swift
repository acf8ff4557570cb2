// What a line asks for.

/// A line that a member has typed.
enum ChatCommand: Equatable {
  case nick(String)
  case join(String)
  case leave, rooms, who
  case message(to: String, String)
  case help, quit
  /// What the room is told.
  case say(String)
  /// It asks for nothing.
  case nothing
  /// What to type instead.
  case misused(String)

  /// Lines that begin with a slash are commands.
  init(_ line: String) {
    guard line.hasPrefix("/") else {
      self = line.allSatisfy(\.isWhitespace) ? .nothing : .say(line)
      return
    }
    let words = line.split(maxSplits: 2, whereSeparator: \.isWhitespace).map(String.init)
    let rest = Array(words.dropFirst())
    switch (words[0], rest.count) {
    case ("/nick", 1): self = .nick(rest[0])
    case ("/join", 1): self = .join(rest[0])
    case ("/leave", 0): self = .leave
    case ("/rooms", 0): self = .rooms
    case ("/who", 0): self = .who
    case ("/msg", 2): self = .message(to: rest[0], rest[1])
    case ("/help", 0): self = .help
    case ("/quit", 0): self = .quit
    default:
      let usage = Self.usages.first { $0.split(separator: " ")[0] == words[0] }
      self = .misused(usage ?? "/help")
    }
  }

  /// How each command is written.
  static let usages = [
    "/nick NAME", "/join ROOM", "/leave", "/rooms", "/who", "/msg NAME TEXT", "/help", "/quit",
  ]
}
