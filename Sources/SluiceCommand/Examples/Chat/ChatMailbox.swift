// What the members on one loop are to hear.

import Sluice

/// The lines for one loop's members, in order. Any thread posts; a task of the loop delivers, one for all
/// that was posted until it runs. Posting waits for nobody.
final class ChatMailbox: Sendable {
  private struct Letter {
    let line: String
    let members: [ChatMember]
    let sender: ChatMember
  }

  let loop: EventLoop
  private let letters = Locked<[Letter]>([])

  init(loop: EventLoop) { self.loop = loop }

  /// Has all `members`, who are on this loop, hear the line, but for its sender.
  func post(_ line: String, to members: [ChatMember], from sender: ChatMember) {
    let isFirst = letters.withLock { letters in
      letters.append(Letter(line: line, members: members, sender: sender))
      return letters.count == 1
    }
    if isFirst { loop.spawn { [self] in await deliver() } }
  }

  /// Nothing in it suspends: one such task is over before the next one begins.
  private func deliver() async {
    let batch = letters.withLock { letters in
      let batch = letters
      letters = []
      return batch
    }
    for letter in batch {
      for member in letter.members where member !== letter.sender {
        await member.deliver(letter.line)
      }
    }
  }
}
