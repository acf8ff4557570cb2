// An answer that is always the same but for its date: made once a second at most, however many ask.

import Glibc
import HTTPTypes

extension HTTPServer {
  /// A text that is served from memory, shared by all connections.
  final class Page: Sendable {
    /// What a connection has of it: the answer as it was at one second.
    struct Copy {
      fileprivate var second = -1
      fileprivate var answer: [UInt8] = []
    }

    private let body: String
    private let latest = Locked(Copy())

    init(body: String) { self.body = body }

    /// The whole answer to a GET on a connection that goes on. `copy` is the connection's own: most
    /// of the time nothing but a clock is looked at.
    func answer(in copy: inout Copy) -> [UInt8] {
      let now = currentSecond()
      if copy.second != now { copy = newest(at: now) }
      return copy.answer
    }

    /// The same, for any connection and as an answer.
    var answer: Answer {
      var answer = Answer(.ok, body)
      answer.fields[.contentType] = "text/plain"
      return answer
    }

    private func newest(at now: Int) -> Copy {
      latest.withLock { latest in
        if latest.second != now {
          let text = answer.head(persists: true, date: HTTPDate(second: now).text) + body
          latest = Copy(second: now, answer: Array(text.utf8))
        }
        return latest
      }
    }
  }
}

/// The time in seconds since 1970, by the coarse clock: no system call.
func currentSecond() -> Int {
  // Nil: the result is all that is wanted.
  time(nil)
}
