// How much a client may ask for, and how long it may take.

import Glibc
import Sluice

extension HTTPServer {
  enum Limits {
    /// The longest request line, and the longest line of a header field: 414 and 431.
    static let line = 8 << 10
    /// The most bytes of the lines of a request's head together: 431.
    static let head = 32 << 10
    /// The most header fields: 431.
    static let fields = 100
    /// The most bytes of a request's body, with whatever frames it: 413.
    static let body = 1 << 20
    /// How much of a file is in memory at a time.
    static let piece = 128 << 10
    /// How long a line, the head, or the body of a request may take: 408. So long an idle connection
    /// is kept, too.
    static let patience = Duration.seconds(60)
  }

  /// The time within which a part of a request must be there, from the first check on.
  struct Deadline {
    private var end: Int?

    /// Throws where the time is up. The clock is the coarse one: two nanoseconds, no system call.
    mutating func check(_ configuration: StreamConfiguration) throws {
      var time = timespec()
      // A local, filled before the call returns.
      unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
      if let end {
        if time.tv_sec > end { throw Refusal.tooSlow }
      } else {
        let patience = configuration.readTimeout ?? Limits.patience
        end = time.tv_sec + Int(patience.components.seconds)
      }
    }
  }
}
