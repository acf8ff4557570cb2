// Who is there, by name, and who is in which room.

import Sluice

/// The members and rooms of a server, for all its loops.
///
/// Invariants: no two members have the same name, and no two rooms, whatever the case; there is no room
/// without a member. Lines are posted under the lock: all members hear the lines of a room in the same
/// order.
final class ChatHouse: Sendable {
  private struct Person {
    let member: ChatMember
    var name: String
    /// The key of the room.
    var room: String?
  }

  private struct State {
    var nextNumber = 1
    var people: [Int: Person] = [:]
    /// The numbers of the members by their names' keys.
    var numbers: [String: Int] = [:]
    var rooms: [String: ChatRoom] = [:]
    var mailboxes: [ObjectIdentifier: ChatMailbox] = [:]
  }

  private let state = Locked(State())

  /// By what a name is found: canonically equivalent names are equal as Swift strings are.
  private static func key(_ name: String) -> String { name.lowercased() }

  // MARK: Coming and going

  /// A new member, under a name that nobody else has.
  func enter(_ stream: SocketStream) -> ChatMember {
    state.withLock { state in
      let loop = ObjectIdentifier(stream.loop)
      let mailbox = state.mailboxes[loop] ?? ChatMailbox(loop: stream.loop)
      state.mailboxes[loop] = mailbox
      let member = ChatMember(number: state.nextNumber, stream: stream, mailbox: mailbox)
      var name = "guest\(state.nextNumber)"
      while state.numbers[name] != nil { name += "_" }
      state.nextNumber += 1
      state.people[member.number] = Person(member: member, name: name)
      state.numbers[name] = member.number
      return member
    }
  }

  /// The member is gone; the room is told.
  func leave(_ member: ChatMember) {
    state.withLock { state in
      Self.leaveRoom(member, &state)
      guard let person = state.people.removeValue(forKey: member.number) else { return }
      state.numbers[Self.key(person.name)] = nil
    }
  }

  // MARK: Names

  func name(of member: ChatMember) -> String {
    state.withLock { $0.people[member.number]?.name ?? "" }
  }

  /// False where somebody else has the name.
  func rename(_ member: ChatMember, to name: String) -> Bool {
    state.withLock { state in
      let key = Self.key(name)
      guard let person = state.people[member.number],
        state.numbers[key] ?? member.number == member.number
      else { return false }
      state.numbers[Self.key(person.name)] = nil
      state.numbers[key] = member.number
      state.people[member.number]?.name = name
      person.room.flatMap { state.rooms[$0] }?
        .tell("* \(person.name) is now \(name)", from: member)
      return true
    }
  }

  // MARK: Rooms

  /// Leaves the room where the member is, and joins another one; returns its name.
  func join(_ member: ChatMember, _ name: String) -> String {
    state.withLock { state in
      Self.leaveRoom(member, &state)
      guard let person = state.people[member.number] else { return name }
      let key = Self.key(name)
      var room = state.rooms[key] ?? ChatRoom(name: name)
      room.tell("* \(person.name) has joined \(room.name)", from: member)
      room.insert(member)
      state.rooms[key] = room
      state.people[member.number]?.room = key
      return room.name
    }
  }

  /// The name of the room that was left; nil: there was none.
  func leaveRoom(_ member: ChatMember) -> String? {
    state.withLock { Self.leaveRoom(member, &$0) }
  }

  @discardableResult
  private static func leaveRoom(_ member: ChatMember, _ state: inout State) -> String? {
    guard let person = state.people[member.number], let key = person.room,
      var room = state.rooms[key]
    else { return nil }
    room.remove(member)
    room.tell("* \(person.name) has left \(room.name)", from: member)
    state.rooms[key] = room.isEmpty ? nil : room
    state.people[member.number]?.room = nil
    return room.name
  }

  /// The rooms with the numbers of their members, in alphabetical order.
  func rooms() -> [(name: String, count: Int)] {
    state.withLock { $0.rooms.values.map { ($0.name, $0.count) } }.sorted { $0.name < $1.name }
  }

  /// The names of those in the member's room, of all where he is in none, in alphabetical order.
  func names(around member: ChatMember) -> [String] {
    state.withLock { state in
      let room = state.people[member.number]?.room
      return state.people.values.filter { room == nil || $0.room == room }.map(\.name)
    }.sorted()
  }

  // MARK: Talking

  /// Tells the member's room; false where he is in none.
  func say(_ text: String, by member: ChatMember) -> Bool {
    state.withLock { state in
      guard let person = state.people[member.number],
        let room = person.room.flatMap({ state.rooms[$0] })
      else { return false }
      room.tell("<\(person.name)> \(text)", from: member)
      return true
    }
  }

  /// Tells one other member alone; returns his name, nil where there is none of that name.
  func message(_ text: String, to name: String, by member: ChatMember) -> String? {
    state.withLock { state in
      guard let sender = state.people[member.number]?.name,
        let person = state.numbers[Self.key(name)].flatMap({ state.people[$0] })
      else { return nil }
      person.member.mailbox.post("[\(sender)] \(text)", to: [person.member], from: member)
      return person.name
    }
  }
}
