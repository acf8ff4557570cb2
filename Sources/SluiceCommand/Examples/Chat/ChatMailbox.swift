// What the members on one loop are to hear.

import Sluice

/// The lines for one loop's members, in order. Any thread posts; a task of the loop delivers, some lines at
/// a time, so that it does not hold the loop up. Posting waits for nobody: where too many lines are on
/// their way, the next ones are lost, and counted as missed.
final class ChatMailbox: Sendable {
  private struct Letter {
    let line: String
    let members: [ChatMember]
    let sender: ChatMember
  }

  /// The most lines that are on their way.
  private static let most = 1024
  /// The most that one task delivers.
  private static let mostAtOnce = 32

  let loop: EventLoop
  private let letters = Locked<[Letter]>([])

  init(loop: EventLoop) { self.loop = loop }

  /// Has all `members`, who are on this loop, hear the line, but for its sender.
  func post(_ line: String, to members: [ChatMember], from sender: ChatMember) {
    let count = letters.withLock { letters in
      guard letters.count < Self.most else { return letters.count + 1 }
      letters.append(Letter(line: line, members: members, sender: sender))
      return letters.count
    }
    if count > Self.most { for member in members where member !== sender { member.miss() } }
    // Whoever posts the first starts the task, which goes on for as long as there are any.
    if count == 1 { deliverSoon() }
  }

  private func deliverSoon() { loop.spawn { [self] in await deliver() } }

  /// Nothing in it suspends, and the letters stay until they are delivered: there is one such task.
  private func deliver() async {
    let batch = letters.withLock { Array($0.prefix(Self.mostAtOnce)) }
    for letter in batch {
      for member in letter.members where member !== letter.sender {
        await member.deliver(letter.line)
      }
    }
    let isDone = letters.withLock { letters in
      letters.removeFirst(batch.count)
      return letters.isEmpty
    }
    if !isDone { deliverSoon() }
  }
}
