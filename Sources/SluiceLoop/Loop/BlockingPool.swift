// Threads for code that blocks: name lookups, the blocking surface, a library that knows no async.

/// A bounded number of threads that run blocking closures, first come first served. Threads start
/// when needed and stay.
final class BlockingPool: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var threads = 0
    var idle = 0
    var isClosed = false
  }

  private let state = Lock(State())
  private let arrivals = Semaphore()
  private let limit: Int
  private let name: String

  init(name: String, limit: Int) {
    self.name = name
    self.limit = limit
  }

  /// Has `work` run on a thread of the pool.
  func submit(_ work: @escaping @Sendable () -> Void) {
    let startsThread = state.withLock { state in
      precondition(!state.isClosed, "\(name): blocking work arrived after the shut-down")
      state.waiting.append(work)
      guard state.idle < state.waiting.count, state.threads < limit else { return false }
      state.threads += 1
      return true
    }
    if startsThread { startThread(named: name) { [self] in serve() } }
    arrivals.signal()
  }

  /// Ends the threads once the work that was submitted is done.
  func close() {
    let threads = state.withLock { state in
      state.isClosed = true
      return state.threads
    }
    for _ in 0..<threads { arrivals.signal() }
  }

  private func serve() {
    while true {
      state.withLock { $0.idle += 1 }
      arrivals.wait()
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        state.idle -= 1
        return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
      }
      guard let next else { return }
      next()
    }
  }
}
