// The turn: attempt what was queued, wait if nothing came of it, attempt what became ready.

import Glibc
public import SluiceCore
import SystemPackage

extension ReadinessDriver {
  /// The most completions that a turn hands up.
  private static let completionLimit = 256
  /// After so many turns that needed no wait, epoll is asked all the same: what busy descriptors
  /// produce must not starve the others.
  private static let turnsBeforeLooking = 4
  /// How often a connect that a full backlog holds up is attempted again.
  private static let stallInterval: Int64 = 5_000_000

  /// One epoll_wait(2), or none when the queued operations have brought completions already, one system
  /// call for each operation that may succeed, and a timerfd_settime(2) before a wait whose deadline is
  /// far away and sooner than those before.
  public func turn(until deadline: Instant?, into completions: inout [Completion]) {
    precondition(!isForked, "a driver is not used in a forked child")
    if !isClosed, finished.count < Self.completionLimit { advance(until: deadline) }
    let moved = finished.move(atMost: Self.completionLimit, into: &completions)
    statistics.completions += moved.count
    statistics.inFlight -= isClosed ? 0 : moved.final
    statistics.largestBatch = max(statistics.largestBatch, moved.count)
  }

  private func advance(until deadline: Instant?) {
    attemptQueued()
    if finished.isEmpty {
      wait(until: deadline)
    } else if turnsWithoutWait >= Self.turnsBeforeLooking {
      _ = look(nanoseconds: 0)
    } else {
      turnsWithoutWait += 1
    }
  }

  private func attemptQueued() {
    // What an attempt queues is for the next turn.
    swap(&queued, &attempting)
    for id in attempting { attempt(id) }
    attempting.removeAll(keepingCapacity: true)
    retryStalled()
  }

  private func retryStalled() {
    guard !stalled.isEmpty else { return }
    let retried = stalled
    stalled = []
    for id in retried { attempt(id) }
  }

  /// Until there is a completion, a wake-up, the alarm, a signal, or `deadline` has passed. Edges that bring
  /// no completion (a local peer has read) do not end it.
  private func wait(until deadline: Instant?) {
    while true {
      let remaining = alarm.limit(until: deadline)
      // What an attempt of this very turn left behind is not waited for.
      let patience = queued.isEmpty ? remaining : 0
      let limit =
        stalled.isEmpty || (0..<Self.stallInterval).contains(patience)
        ? patience : Self.stallInterval
      let seen = look(nanoseconds: limit)
      retryStalled()
      if seen == .interruption || !finished.isEmpty || patience == 0 { return }
      if seen == .nothing, limit == patience { return }
    }
  }

  /// What epoll_wait(2) brought.
  private enum Sight {
    /// A wake-up, the alarm or a signal.
    case interruption
    /// The time was up.
    case nothing
    case edges
  }

  /// One epoll_wait(2) and the attempts that it allows.
  private func look(nanoseconds: Int64) -> Sight {
    turnsWithoutWait = 0
    statistics.enters += 1
    // EINTR is the one failure of a call whose arguments are sound: the caller looks around.
    guard let count = try? epoll.wait(nanoseconds: nanoseconds) else {
      return .interruption
    }
    var sight = count == 0 ? Sight.nothing : .edges
    for index in 0..<count {
      let (fd, events) = epoll.report(index)
      if fd == wakeUp.descriptor {
        wakeUp.acknowledge()
        sight = .interruption
      } else if fd == alarm.descriptor {
        // Every expiry makes an edge: it need not be read.
        alarm.rang()
        sight = .interruption
      } else {
        report(events, of: fd)
      }
    }
    return sight
  }

  private func report(_ events: EpollEvents, of fd: Int32) {
    let index = Int(fd)
    guard index < watches.count, !watches[index].interest.isEmpty else { return }
    watches[index].note(events)
    if let reader = watches[index].reader, watches[index].input == .some { attemptNow(reader) }
    if let writer = watches[index].writer, watches[index].isWritable { attemptNow(writer) }
    var next = 0
    while next < watches[index].polls.count {
      let id = watches[index].polls[next]
      answerPoll(id, events)
      // A poll that has completed has left the list.
      if operations[id] != nil { next += 1 }
    }
  }
}
