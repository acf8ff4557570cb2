// A server that stops answering must not stop us; one that answers wrongly does answer.

import Sluice
import Synchronization

/// Looks now and then whether replies still come, on any connection.
struct LoadWatch: Sendable {
  let tallies: [LoadTally]
  /// How long none may come.
  let patience: Duration
  /// How long requests are sent: no stall is seen before that and `patience` have passed.
  let notBefore: Duration

  /// Returns when no reply has come for `patience`, or when the task is cancelled.
  func untilStalled() async {
    var deadline = SuspendingClock.now + notBefore + patience
    var answered = 0
    let pause = min(patience / 8, .milliseconds(250))
    while (try? await Task.sleep(for: pause)) != nil {
      let now = SuspendingClock.now
      let count = tallies.reduce(0) { $0 + $1.answered.load(ordering: .relaxed) }
      if count != answered {
        answered = count
        deadline = max(deadline, now + patience)
      } else if now >= deadline {
        return
      }
    }
  }
}
