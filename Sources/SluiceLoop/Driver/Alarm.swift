// A timer in the kernel that stays armed over many waits.
//
// A wait with a time limit has the kernel program its clock before and again behind it. A loop that
// sleeps between two requests pays for that with each of them, and its deadline is nearly always the
// same: some stream will have been idle for a second. So what is far away is told to the kernel once.
//
// Invariant: `instant` is when the timer will become readable, or has and nobody was told yet.

import CURing
import SluiceCore

/// A timerfd(2) that ends waits whose deadline is far away. For one thread.
struct Alarm {
  /// A wait that may last less than this (nanoseconds) has a limit of its own: its deadline changes too
  /// often to be worth a call.
  static let leastPatience: Int64 = 100_000_000

  /// To be watched for input; negative where the system has none to give, and then every wait has its own
  /// limit.
  let descriptor = curing_timer()

  private var instant: Instant?

  /// How long a wait until `deadline` may last, in nanoseconds: 0 not at all, negative without a limit.
  /// In the latter case the alarm ends it, at the deadline or before. timerfd_settime(2) where the deadline
  /// is before the alarm.
  mutating func limit(until deadline: Instant?) -> Int64 {
    guard let deadline else { return -1 }
    if let instant, instant <= deadline { return -1 }
    let nanoseconds = Instant.nanoseconds(until: deadline)
    guard nanoseconds >= Self.leastPatience, descriptor >= 0,
      curing_timer_arm(descriptor, deadline.nanoseconds) == 0
    else { return nanoseconds }
    instant = deadline
    return -1
  }

  /// The timer has become readable: it is to be armed anew.
  mutating func rang() { instant = nil }

  /// timerfd read(2): no longer readable, for whoever is about to poll anew.
  func drain() { SystemCalls.drainCounter(descriptor) }

  /// Once.
  func close() {
    if descriptor >= 0 { SystemCalls.close(descriptor) }
  }
}
