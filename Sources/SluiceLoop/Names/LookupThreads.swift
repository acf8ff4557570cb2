// The threads on which lookups block, and the queue in front of them.
//
// What waits for a lookup, and for how long, is not known here.

/// A bounded number of threads that carry out lookups, first come first served.
///
/// A lookup that nobody waits for any more keeps its thread until the system's resolver lets go of
/// it; one that still queues is taken out. So however many hang, there are never more threads, and
/// no more queues than somebody waits for.
package final class LookupThreads: Sendable {
  private struct State {
    var queue: [(ticket: UInt64, work: @Sendable () -> Void)] = []
    var nextTicket: UInt64 = 0
    /// Threads that look for work, or do it.
    var busy = 0
  }

  private let state = Lock(State())
  private let pool: BlockingPool
  /// How many lookups are carried out at once.
  package let limit: Int

  /// Threads are started when needed.
  package init(limit: Int) {
    precondition(limit >= 1, "a resolver has at least one thread")
    self.limit = limit
    pool = BlockingPool(name: "sluice-names", limit: limit)
  }

  deinit { pool.close() }

  /// Has `work` run on one of the threads; the ticket takes it back.
  package func submit(_ work: @escaping @Sendable () -> Void) -> UInt64 {
    let (ticket, startsThread) = state.withLock { state in
      state.nextTicket += 1
      state.queue.append((state.nextTicket, work))
      let startsThread = state.busy < limit
      if startsThread { state.busy += 1 }
      return (state.nextTicket, startsThread)
    }
    if startsThread { pool.submit { [self] in serve() } }
    return ticket
  }

  /// Takes work out of the queue, if it is there; what has begun, or ended, goes on.
  @discardableResult
  package func withdraw(_ ticket: UInt64) -> Bool {
    state.withLock { state in
      guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else { return false }
      state.queue.remove(at: index)
      return true
    }
  }

  /// How many lookups wait for a thread, and how many threads are at work.
  package var load: (queued: Int, busy: Int) {
    state.withLock { ($0.queue.count, $0.busy) }
  }

  private func serve() {
    while true {
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        guard !state.queue.isEmpty else {
          state.busy -= 1
          return nil
        }
        return state.queue.removeFirst().work
      }
      guard let next else { return }
      next()
    }
  }
}
