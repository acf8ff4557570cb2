// A task that waits on a stream or a listener.

import SluiceLoop

/// A suspended task, and the ticket by which its cancellation finds it.
///
/// Invariant: it is resumed exactly once, by whoever takes it out of the place where it is kept; all
/// of that on the loop's thread.
struct Waiter {
  /// By which its cancellation finds it: counted from 1, or `watched`.
  let ticket: UInt64
  private let task: Suspended

  /// The ticket of every wait of a task whose cancellation is watched for all of its waits together
  /// (`StreamCore.watchCaller`): it waits in one place at a time.
  static let watched: UInt64 = 0

  private enum Suspended {
    case untilTold(Suspension<WaitOutcome>)
    case untilWoken(Suspension<Void>)
  }

  /// A task that is told why its wait ends.
  init(ticket: UInt64, task: Suspension<WaitOutcome>) {
    (self.ticket, self.task) = (ticket, .untilTold(task))
  }

  /// A watched task that looks for itself what has become of the stream.
  init(looking task: Suspension<Void>) {
    (ticket, self.task) = (Self.watched, .untilWoken(task))
  }

  /// Makes the task ready; it runs later in the turn.
  func resume(_ outcome: WaitOutcome) {
    switch task {
    case .untilTold(let task): task.resume(outcome)
    case .untilWoken(let task): task.resume()
    }
  }
}

extension Waiter? {
  /// Takes the waiter out, if there is one, and makes its task ready.
  mutating func wake(_ outcome: WaitOutcome) {
    guard let waiter = self else { return }
    self = nil
    waiter.resume(outcome)
  }
}

/// Suspends the calling task, on the loop's thread, until the waiter that `store` keeps is resumed.
/// A cancelled task posts `ticket` to the resident `id`, which decides what that means.
@inline(never)
func suspend(
  ticket: UInt64, of id: ResidentID, on loop: EventLoop, store: (Waiter) -> Void
) async -> WaitOutcome {
  await withTaskCancellationHandler {
    await Suspension.wait { store(Waiter(ticket: ticket, task: $0)) }
  } onCancel: {
    // Put off even when the task was cancelled already: by the time it is looked at, the waiter is
    // in its place.
    loop.postCancellation(of: ticket, at: id)
  }
}
