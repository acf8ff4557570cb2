// One who listens.

import Sluice
import Synchronization

/// A member's number and stream, and how many lines he has missed.
final class ChatMember: Sendable {
  let number: Int
  let stream: SocketStream
  /// That of the stream's loop.
  let mailbox: ChatMailbox
  private let missed = Atomic(0)

  init(number: Int, stream: SocketStream, mailbox: ChatMailbox) {
    self.number = number
    self.stream = stream
    self.mailbox = mailbox
  }

  /// A line was lost on its way.
  func miss() { missed.add(1, ordering: .relaxed) }

  /// Delivers a line from others, or drops it: where the stream's output buffer has no room for it, or
  /// the member's own task is waiting for room there. The first line that goes through again is
  /// preceded by the number of those that did not.
  ///
  /// On the loop of the stream, where it does not suspend.
  func deliver(_ line: String) async {
    let count = missed.exchange(0, ordering: .relaxed)
    let notice = count == 0 ? "" : "* you were too slow for \(count) lines\r\n"
    // Of a stream that is closed nobody reads.
    let isDelivered = (try? await stream.tryWrite("\(notice)\(line)\r\n")) ?? true
    if !isDelivered { missed.add(count + 1, ordering: .relaxed) }
  }
}
