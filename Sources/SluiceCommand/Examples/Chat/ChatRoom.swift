// Those who hear each other.

import Sluice

/// The members of a room, by their loops: a line is handed over once a loop, however many members hear
/// it there.
struct ChatRoom {
  /// As whoever came first has written it.
  let name: String
  private var loops: [(loop: EventLoop, members: [ChatMember])] = []

  init(name: String) { self.name = name }

  var isEmpty: Bool { loops.isEmpty }

  /// How many members there are.
  var count: Int { loops.reduce(0) { $0 + $1.members.count } }

  mutating func insert(_ member: ChatMember) {
    let loop = member.stream.loop
    if let index = loops.firstIndex(where: { $0.loop === loop }) {
      loops[index].members.append(member)
    } else {
      loops.append((loop, [member]))
    }
  }

  mutating func remove(_ member: ChatMember) {
    guard let index = loops.firstIndex(where: { $0.loop === member.stream.loop }) else { return }
    loops[index].members.removeAll { $0 === member }
    if loops[index].members.isEmpty { loops.remove(at: index) }
  }

  /// Tells everybody but `member`. Waits for nobody: each loop has a task that goes through its members,
  /// and runs such tasks in the order in which they were started.
  func tell(_ line: String, except member: ChatMember) {
    for (loop, members) in loops {
      loop.spawn {
        for other in members where other !== member { await other.deliver(line) }
      }
    }
  }
}
