// Threads for code that blocks: name lookups, the blocking surface, a library that knows no async.
//
// What waits for the work, and for how long, is not known here.

/// A bounded number of threads that run blocking closures, first come first served. Threads start
/// when needed and stay until `close`.
///
/// Invariant: whoever appends work also signals `arrivals`, so that there are never fewer signals than
/// work that waits. There may be more: work is withdrawn without its signal.
package final class BlockingPool: Sendable {
  private struct State {
    var waiting: [(ticket: UInt64, work: @Sendable () -> Void)] = []
    var nextTicket: UInt64 = 0
    var threads = 0
    /// Threads that run work. The others wait for it, or start.
    var busy = 0
    var isClosed = false
  }

  private let state = Lock(State())
  private let arrivals = Semaphore()
  private let limit: Int
  private let name: String

  /// At most `limit` threads of that name, none of which is started before it is needed.
  package init(name: String, limit: Int) {
    precondition(limit >= 1, "\(name): a pool has at least one thread")
    self.name = name
    self.limit = limit
  }

  /// Has `work` run on a thread of the pool; the ticket takes it back. Traps once the pool is closed, and
  /// where not even the first thread can be started.
  @discardableResult
  package func submit(_ work: @escaping @Sendable () -> Void) -> UInt64 {
    let (ticket, startsThread) = state.withLock { state in
      precondition(!state.isClosed, "\(name): blocking work arrived after the shut-down")
      state.nextTicket += 1
      state.waiting.append((state.nextTicket, work))
      let startsThread =
        state.threads - state.busy < state.waiting.count && state.threads < limit
      if startsThread { state.threads += 1 }
      return (state.nextTicket, startsThread)
    }
    if startsThread { addThread() }
    arrivals.signal()
    return ticket
  }

  /// A thread more; where there is none to be had, those that there are do the work.
  private func addThread() {
    do { try startThread(named: name) { [self] in serve() } } catch {
      let left = state.withLock { state in
        state.threads -= 1
        return state.threads
      }
      precondition(left > 0, "\(name): no thread can be started: \(error)")
    }
  }

  /// Takes work out of the queue, if it is there; what has begun, or ended, goes on.
  @discardableResult
  package func withdraw(_ ticket: UInt64) -> Bool {
    state.withLock { state in
      guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
        return false
      }
      state.waiting.remove(at: index)
      return true
    }
  }

  /// How much work waits for a thread, and how many threads are at work.
  package var load: (queued: Int, busy: Int) {
    state.withLock { ($0.waiting.count, $0.busy) }
  }

  /// Ends the threads once the work that was submitted is done.
  package func close() {
    let threads = state.withLock { state in
      state.isClosed = true
      return state.threads
    }
    for _ in 0..<threads { arrivals.signal() }
  }

  private func serve() {
    while let work = next() {
      work()
      state.withLock { $0.busy -= 1 }
    }
  }

  /// The next work, waited for; nil when the pool is closed and all is done.
  private func next() -> (@Sendable () -> Void)? {
    while true {
      arrivals.wait()
      let (work, isOver) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
        guard !state.waiting.isEmpty else { return (nil, state.isClosed) }
        state.busy += 1
        return (state.waiting.removeFirst().work, false)
      }
      // Neither: the signal was that of work that has been withdrawn.
      if work != nil || isOver { return work }
    }
  }
}
