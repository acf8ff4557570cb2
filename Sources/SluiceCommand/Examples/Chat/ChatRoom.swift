// Those who hear each other.

/// The members of a room, by the mailboxes of their loops: a line is handed over once a loop, however
/// many members hear it there.
struct ChatRoom {
  /// As whoever came first has written it.
  let name: String
  private var loops: [(mailbox: ChatMailbox, members: [ChatMember])] = []

  init(name: String) { self.name = name }

  var isEmpty: Bool { loops.isEmpty }

  /// How many members there are.
  var count: Int { loops.reduce(0) { $0 + $1.members.count } }

  mutating func insert(_ member: ChatMember) {
    if let index = loops.firstIndex(where: { $0.mailbox === member.mailbox }) {
      loops[index].members.append(member)
    } else {
      loops.append((member.mailbox, [member]))
    }
  }

  mutating func remove(_ member: ChatMember) {
    guard let index = loops.firstIndex(where: { $0.mailbox === member.mailbox }) else { return }
    loops[index].members.removeAll { $0 === member }
    if loops[index].members.isEmpty { loops.remove(at: index) }
  }

  /// Tells everybody but the sender. Waits for nobody.
  func tell(_ line: String, from sender: ChatMember) {
    for (mailbox, members) in loops { mailbox.post(line, to: members, from: sender) }
  }
}
