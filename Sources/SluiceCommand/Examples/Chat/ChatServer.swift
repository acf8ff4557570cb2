// A chat over lines of UTF-8: names and rooms, for telnet and nc. `/help` lists what there is.
//
// A member reads what the others write at his own pace. One who does not read holds nobody up: what he
// has no room for is dropped, and he is told how many lines that were (ChatMember.swift).

import Sluice

final class ChatServer: Sendable {
  private let house = ChatHouse()

  /// How a stream must be configured, before what the user has said: one who does not read is in
  /// nobody's way, and may take his time; but not for ever.
  static func configure(_ stream: inout StreamConfiguration) {
    stream.writeTimeout = .seconds(600)
  }

  /// One member, from the welcome until he quits or is gone.
  func serve(_ stream: SocketStream) async throws {
    let member = house.enter(stream)
    // However this ends: the others are told.
    defer { house.leave(member) }
    var session = ChatSession(member: member, house: house)
    try await session.welcome()
    do {
      while !session.isOver {
        let line = try await stream.withLine { ChatText.read($0) }
        guard let line else { return }
        try await session.take(line)
      }
    } catch StreamError.lineTooLong {
      try await stream.writeLine("! that line is too long; good-bye")
    }
  }
}
