// How work gets onto the loop: jobs of the Swift runtime, and calls posted by other threads.

import Synchronization

extension EventLoop {
  /// Takes a job of a task that prefers this loop. Any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    enqueue(LoopJob(job: UnownedJob(job), isActorJob: false))
  }

  func enqueue(_ job: LoopJob) {
    guard !isCurrent else {
      ready.append(job)
      return
    }
    precondition(deliver { $0.jobs.append(job) }, lateness)
  }

  /// Has `body` run on the loop's thread, soon, and not inside a task. Any thread; from the loop's
  /// own thread it is put off too, so that a caller never re-enters itself.
  package func post(_ body: @escaping @Sendable () -> Void) {
    precondition(postIfRunning(body), lateness)
  }

  /// As `post`, but for what means nothing to a loop that was shut down, or to a forked child: false,
  /// and `body` does not run.
  @discardableResult
  package func postIfRunning(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard !isCurrent else {
      calls.append(body)
      return true
    }
    return deliver { if !$0.dropsCalls { $0.calls.append(body) } }
  }

  /// Drops what is posted from now on, and what nobody has come to: for a loop that was turned by hand,
  /// and will not be again. Otherwise the calls would keep the loop, and it them.
  package func dropCalls() {
    calls.removeAll()
    inbox.withLock { inbox in
      inbox.dropsCalls = true
      inbox.calls.removeAll()
    }
  }

  /// What is said when work arrives too late: if it were lost, its task would stay suspended for
  /// ever, without a trace.
  private var lateness: String {
    isForked
      ? "\(name): work arrived in a forked child, where the loop has no thread"
      : "\(name): work arrived after the loop was shut down"
  }

  /// Whether the loop still runs, and so has got it.
  private func deliver(_ put: (inout Inbox) -> Void) -> Bool {
    // Asked first: in a child the lock may be held for ever, by a thread of the parent.
    guard !isForked else { return false }
    // The runtime does not own an executor that it brings a job to. Once the job is in, it may run, and
    // the loop end, before this call does: the loop's thread waits for whoever is counted here.
    bringers.add(1, ordering: .sequentiallyConsistent)
    defer { bringers.subtract(1, ordering: .sequentiallyConsistent) }
    let isDelivered = inbox.withLock { inbox in
      guard !inbox.hasStopped else { return false }
      put(&inbox)
      return true
    }
    guard isDelivered else { return false }
    hasMail.store(true, ordering: .sequentiallyConsistent)
    // One of all concurrent callers turns the flag off, and that one wakes. The loop announces its
    // sleep by an exchange too, and looks for mail after that (EventLoop+Turn.swift), so that
    // either it sees the mail or we see it asleep.
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { kernel.wake() }
    return true
  }

  /// Runs `body` on the loop's thread, as a posted call and so not inside a task, and returns what it
  /// returns; right away where the caller is on that thread.
  package func onThread<R: Sendable>(_ body: @escaping @Sendable (EventLoop) -> R) async -> R {
    guard !isCurrent else { return body(self) }
    return await Suspension.wait { caller in
      post { [self] in caller.resume(body(self)) }
    }
  }

  /// Empties the inbox into the loop's own queues.
  func takeMail() {
    guard hasMail.load(ordering: .sequentiallyConsistent) else { return }
    var posted: [@Sendable () -> Void] = []
    inbox.withLock { inbox in
      hasMail.store(false, ordering: .sequentiallyConsistent)
      for job in inbox.jobs { ready.append(job) }
      inbox.jobs.removeAll(keepingCapacity: true)
      swap(&posted, &inbox.calls)
    }
    calls.append(contentsOf: posted)
  }

  /// Runs what was posted, until nothing is.
  func runCalls() {
    while !calls.isEmpty {
      var batch: [@Sendable () -> Void] = []
      swap(&batch, &calls)
      for call in batch { call() }
    }
  }
}
