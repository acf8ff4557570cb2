// The turn: one enter, one batch of completions.

import CURing
import Glibc
public import SluiceCore
import SystemPackage

extension UringDriver {
  /// At most one io_uring_enter(2), and none where nothing is queued and completions are there
  /// already or nobody wants to wait for any. (More only where operations outnumber the entries of
  /// the submission queue, and one timerfd_settime(2) where the deadline is far away and none as early
  /// was before.)
  ///
  /// Returns early also when a completion of the driver's own came.
  public func turn(until deadline: Instant?, into completions: inout [Completion]) {
    precondition(!isClosed, "a turn of a closed driver")
    submitBacklog()
    let before = completions.count
    let early = failures.prefix(Ring.batch)
    completions.append(contentsOf: early)
    failures.removeFirst(early.count)

    let isImpatient = completions.count > before || !backlog.isEmpty || ring.ready > 0
    let nanoseconds = isImpatient ? 0 : alarm.limit(until: deadline)
    let wasOverflown = ring.isOverflown
    if ring.queued > 0 || nanoseconds != 0 || ring.hasPendingWork {
      enter(waiting: nanoseconds)
    }
    if wasOverflown || ring.isOverflown { counters.overflows += 1 }

    reap(Ring.batch - early.count, into: &completions)
    let count = completions.count - before
    counters.completions += count
    counters.largestBatch = max(counters.largestBatch, count)
  }

  /// io_uring_enter(2), once. Whatever it answers, no entry and no completion is lost.
  func enter(waiting nanoseconds: Int64) {
    assert(isOnOwnThread, "a ring is used by one thread only")
    precondition(!ring.isForked, "a ring is not usable in a forked child")
    if !isBound { bind() }
    guard refusal == nil else { return }
    counters.enters += 1
    do { try ring.enter(waiting: nanoseconds) } catch { refuse(error, "io_uring_enter") }
  }

  /// Takes up to `limit` completions and hands up those that are the caller's.
  private func reap(_ limit: Int, into completions: inout [Completion]) {
    for index in 0..<ring.take(limit) {
      let raw = ring.completion(index)
      if InternalOperation.contains(raw.user_data) {
        settleInternal(raw)
      } else if let completion = settle(raw) {
        completions.append(completion)
      }
    }
  }

  /// What a completion means to the caller; nil where the operation was submitted again instead.
  func settle(_ raw: curing_completion) -> Completion? {
    let id = OperationID(userData: raw.user_data)
    var completion = Completion(
      id: id, result: raw.result, more: raw.flags & CURING_MORE != 0,
      moreQueued: raw.flags & CURING_SOCKET_NONEMPTY != 0)
    guard !completion.more, let slot = table.find(id) else { return completion }

    let record = table[slot]
    if record.isPolling, raw.result >= 0 {
      table[slot].isPolling = false
      if !record.isCancelled {
        repeatOperation(slot, id)
        return nil
      }
      completion.result = -ECANCELED
    } else if isTransient(raw.result, of: record) {
      if !record.isCancelled {
        // Refused again, although it was to wait: the descriptor does not let it.
        table[slot].isPolling = raw.result == -EAGAIN && (record.pollFirst || record.isRepeated)
        table[slot].pollFirst = raw.result == -EAGAIN && ring.step.offersPollFirst
        repeatOperation(slot, id)
        return nil
      }
      completion.result = -ECANCELED
    } else if record.repeats, !record.isCancelled, raw.result >= 0 {
      repeatOperation(slot, id)
      completion.more = true
      return completion
    } else if record.isRepeated, case .connect = record.action, raw.result == -EISCONN {
      completion.result = 0
    }
    table.remove(slot)
    return completion
  }

  /// Whether the operation did nothing and is to be tried again.
  private func isTransient(_ result: Int32, of record: OperationRecord) -> Bool {
    if result == -EINTR { return true }
    guard result == -EAGAIN else { return false }
    // A connect answers so when a local listener's queue is full: that is the caller's to know.
    if case .connect = record.action { return false }
    return true
  }

  private func repeatOperation(_ slot: Int, _ id: OperationID) {
    table[slot].isRepeated = true
    submit(id.userData)
  }

  /// A wake-up, the alarm, or the answer to a cancel.
  private func settleInternal(_ raw: curing_completion) {
    let goesOn = raw.flags & CURING_MORE != 0
    switch raw.user_data {
    case InternalOperation.wake:
      // Read before it is polled anew, which would answer at once; and before it is acknowledged,
      // so that no write after that is swallowed.
      if !goesOn { wakeUp.drain() }
      wakeUp.acknowledge()
      if !goesOn { submit(InternalOperation.wake) }
    case InternalOperation.alarm:
      if !goesOn { alarm.drain() }
      alarm.rang()
      if !goesOn { submit(InternalOperation.alarm) }
    default: settleCancel(raw)
    }
  }

  private func settleCancel(_ raw: curing_completion) {
    // The cancel may have missed an operation that was between two waits. A few more tries will
    // find it; one that is running in the kernel ends by itself.
    guard raw.result == -ENOENT || raw.result == -EALREADY,
      let slot = table.find(InternalOperation.target(of: raw.user_data)),
      table[slot].missedCancels < 8
    else { return }
    table[slot].missedCancels += 1
    submit(raw.user_data)
  }
}
