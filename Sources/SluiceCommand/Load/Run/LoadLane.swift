// One connection of the load, and those that replace it: keeps its pipeline full, and checks all that
// comes back.

import Sluice

/// A connection under load. Its task reads, checks, and sends as many requests as were answered, or,
/// in an open loop, as many as are due; there the pacer sends, too.
///
/// Where all that can be under way fits into the stream's buffer, a write never waits; larger requests
/// are sent by a task of their own, or both ends might wait for the other to read.
///
/// Its parts lie in files of their own: how connections come and go, sending, receiving.
final class LoadLane<Traffic: LoadTraffic>: LoadSeat, @unchecked Sendable {
  // Sendable: touched by tasks that stay on one loop, of which one runs at a time. No access to a
  // property lasts over a suspension.

  let number: Int
  let plan: LoadPlan<Traffic>
  let shift: LoadShift
  let loop: EventLoop
  var stream: SocketStream?
  var requests: Traffic.Requests
  var replies: Traffic.Replies
  var flight: LoadFlight
  var freeSince: UInt64 = 0
  var isListed = false

  /// Connections that this one has replaced.
  var generation = 0
  /// Requests that may still be sent, in a closed loop.
  var quota: Int
  /// Requests that may still be sent on this connection.
  var allowance: Int
  /// When requests were to start that have to be sent once more.
  var again: [UInt64] = []
  /// Where the task that writes is told how many requests leave.
  var departures: AsyncStream<Int>.Continuation?
  /// Why another task closed the stream.
  var failure: (any Error)?
  /// Whether the stream was closed because a request took too long.
  var isExpired = false
  var failuresInRow = 0
  /// When the connection that replaces another was begun: its first requests start then.
  var birth: UInt64?

  init(_ number: Int, plan: LoadPlan<Traffic>, shift: LoadShift, loop: EventLoop) {
    self.number = number
    self.plan = plan
    self.shift = shift
    self.loop = loop
    quota = plan.settings.quota(of: number)
    allowance = plan.settings.requestsPerConnection ?? .max
    requests = plan.traffic.requests(of: number, generation: 0)
    replies = plan.traffic.replies(of: number, generation: 0)
    flight = LoadFlight(capacity: plan.settings.pipeline)
  }

  var room: Int { stream == nil ? 0 : min(flight.room, allowance) }

  var outstanding: Int { flight.outstanding + again.count }

  /// Sends and receives until all is done, on one connection after the other if need be.
  func run() async {
    while true {
      if stream == nil {
        guard wantsMore, await replace() else { break }
      }
      guard let stream else { break }
      do {
        let ending = try await stream.watchingCancellation { try await converse(over: stream) }
        guard ending == .isSpent else { break }
        self.stream = nil
        await end(stream)
      } catch {
        // Nothing more was wanted: it is closed with the others.
        if shift.isOver, outstanding == 0 { break }
        self.stream = nil
        await stream.abort()
        guard note(error) else { break }
      }
    }
    shift.tally.note(replies.counts)
    shift.tally.note(unanswered: again.count)
  }

  /// Whether there is anything to open a connection for.
  var wantsMore: Bool {
    guard shift.arrivals == nil else { return !shift.isOver }
    return !again.isEmpty || (quota > 0 && monotonicNanoseconds() < shift.window.end)
  }

  /// Notes why a connection failed; returns whether it is to be replaced.
  private func note(_ error: any Error) -> Bool {
    shift.tally.note(unanswered: flight.outstanding)
    let isCancelled = Task.isCancelled
    if !isExpired, !isCancelled || outstanding > 0 {
      shift.tally.note(LoadProblem(failure ?? error, unanswered: flight.outstanding))
    }
    failuresInRow += 1
    flight = LoadFlight(capacity: plan.settings.pipeline)
    return plan.settings.replaces && !isCancelled
  }
}
