// One connection of the load, and those that replace it: keeps its pipeline full, and checks all that
// comes back.

import Sluice

/// A connection under load. Its task reads, checks, and sends as many requests as were answered, or,
/// in an open loop, as many as are due; there the pacer sends, too.
///
/// Where all that can be under way fits into the stream's buffer, a write never waits; larger requests
/// are sent by a task of their own, or both ends might wait for the other to read.
final class LoadLane<Traffic: LoadTraffic>: LoadSeat, @unchecked Sendable {
  // Sendable: touched by tasks that stay on one loop, of which one runs at a time. No access to a
  // property lasts over a suspension.

  let number: Int
  private let plan: LoadPlan<Traffic>
  private let shift: LoadShift
  private let loop: EventLoop
  private(set) var stream: SocketStream?
  private var requests: Traffic.Requests
  private var replies: Traffic.Replies
  private var flight: LoadFlight
  private(set) var freeSince: UInt64 = 0
  var isListed = false

  /// Connections that this one has replaced.
  private var generation = 0
  /// Requests that may still be sent, in a closed loop.
  private var quota: Int
  /// Requests that may still be sent on this connection.
  private var allowance: Int
  /// When requests were to start that have to be sent once more.
  private var again: [UInt64] = []
  /// Where the task that writes is told how many requests leave.
  private var departures: AsyncStream<Int>.Continuation?
  /// Why another task closed the stream.
  private var failure: (any Error)?
  /// Whether the stream was closed because a request took too long.
  private var isExpired = false
  private var failuresInRow = 0
  /// When the connection that replaces another was begun: its first requests start then.
  private var birth: UInt64?

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
  private var wantsMore: Bool {
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

// MARK: Connections

extension LoadLane {
  /// Opens the first connection, at its time.
  func open() async {
    await wait(until: shift.connectSlot(at: monotonicNanoseconds()))
    await connect()
  }

  /// Opens a connection in place of the last one; returns false when that is not wanted any more.
  private func replace() async -> Bool {
    shift.tally.note(replies.counts)
    generation += 1
    requests = plan.traffic.requests(of: number, generation: generation)
    replies = plan.traffic.replies(of: number, generation: generation)
    allowance = plan.settings.requestsPerConnection ?? .max
    (failure, isExpired) = (nil, false)
    while wantsMore, !Task.isCancelled {
      if failuresInRow > 0 {
        let pause = UInt64(10_000_000) << UInt64(min(failuresInRow - 1, 6))
        await wait(until: monotonicNanoseconds() + pause)
      }
      await wait(until: shift.connectSlot(at: monotonicNanoseconds()))
      guard wantsMore, !Task.isCancelled else { return false }
      birth = monotonicNanoseconds()
      await connect()
      if stream != nil { return true }
      failuresInRow += 1
    }
    return false
  }

  /// Connects once; where a local listener's queue is full, as soon as there is room in it.
  private func connect() async {
    let deadline = SuspendingClock.now + plan.settings.connectPatience
    let began = monotonicNanoseconds()
    while true {
      do throws(StreamError) {
        stream = try await SocketStream.connect(
          to: .address(plan.settings.address), deadline: deadline, configuration: plan.stream,
          on: loop)
        shift.tally.note(connectedIn: monotonicNanoseconds() - began)
        return
      } catch .io(let error) where error.errno.name == "EAGAIN" {
        guard SuspendingClock.now < deadline,
          (try? await Task.sleep(for: .milliseconds(10))) != nil
        else { return shift.tally.note(LoadProblem(connecting: .io(error))) }
      } catch {
        if !Task.isCancelled { shift.tally.note(LoadProblem(connecting: error)) }
        return
      }
    }
  }

  private func wait(until time: UInt64) async {
    let now = monotonicNanoseconds()
    guard time > now else { return }
    try? await Task.sleep(for: .nanoseconds(Int64(clamping: time - now)), tolerance: .zero)
  }

  /// Closes what is still open.
  func close() async {
    guard let stream else { return }
    self.stream = nil
    await end(stream)
  }

  private func end(_ stream: SocketStream) async {
    do throws(StreamError) { try await stream.close() } catch {
      if !replies.isLast { shift.tally.note(LoadProblem(error, unanswered: 0)) }
    }
  }

  /// Closes the connection if a request on it left so long ago.
  func expire(at now: UInt64, after patience: UInt64) async {
    guard let stream, !isExpired, now > patience else { return }
    let count = flight.count(departedBefore: now - patience)
    guard count > 0 else { return }
    isExpired = true
    shift.tally.note(LoadProblem(timedOut: count, after: .nanoseconds(Int64(patience))))
    await stream.abort()
  }
}

// MARK: Sending

extension LoadLane {
  func dispatch(startingAt start: UInt64) async {
    guard let stream else { return }
    flight.send(1, at: monotonicNanoseconds(), startingAt: start)
    allowance -= 1
    do { try await send(1, over: stream) } catch {
      // The task that reads finds the stream closed, and tells why.
      failure = failure ?? error
      await stream.abort()
    }
  }

  /// Takes the requests that may leave now, and notes that they do.
  private func take(at time: UInt64) -> Int {
    var count = resend(at: time)
    if shift.arrivals != nil {
      while room > 0, let due = shift.takeDue(by: time) {
        flight.send(1, at: time, startingAt: due)
        allowance -= 1
        count += 1
      }
      freeSince = time
      if room > 0 { shift.offer(self) }
      return count
    }
    var more = time < shift.window.end ? min(flight.room, allowance) : 0
    if time >= shift.window.measuresFrom {
      more = min(more, quota)
      quota -= more
    }
    guard more > 0 else { return count }
    allowance -= more
    flight.send(more, at: time, startingAt: birth)
    birth = nil
    return count + more
  }

  /// Takes those first that a connection before this one has left behind.
  private func resend(at time: UInt64) -> Int {
    guard !again.isEmpty else { return 0 }
    let count = min(again.count, room)
    for start in again.prefix(count) { flight.send(1, at: time, startingAt: start) }
    again.removeFirst(count)
    allowance -= count
    return count
  }

  private func sendWhatMay(at time: UInt64, over stream: SocketStream) async throws {
    let count = take(at: time)
    if count > 0 { try await send(count, over: stream) }
  }

  private func send(_ count: Int, over stream: SocketStream) async throws {
    if let departures {
      departures.yield(count)
    } else {
      try await write(count, over: stream)
    }
  }

  private func write(_ count: Int, over stream: SocketStream) async throws {
    requests.add(count)
    while let piece = requests.next() {
      try await stream.write(piece.bytes.span.extracting(piece.range))
    }
  }
}

// MARK: Receiving

/// How a connection ended that did not fail.
private enum LoadEnding {
  /// There is nothing more to do.
  case isDone
  /// It carries nothing more; another takes its place.
  case isSpent
}

extension LoadLane {
  private func converse(over stream: SocketStream) async throws -> LoadEnding {
    guard plan.sendsApart else { return try await exchange(over: stream) }
    let (counts, departures) = AsyncStream.makeStream(of: Int.self)
    self.departures = departures
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        do {
          for await count in counts { try await self.write(count, over: stream) }
        } catch {
          self.failure = self.failure ?? error
          await stream.abort()
        }
      }
      defer {
        self.departures = nil
        departures.finish()
      }
      return try await exchange(over: stream)
    }
  }

  private func exchange(over stream: SocketStream) async throws -> LoadEnding {
    try await sendWhatMay(at: monotonicNanoseconds(), over: stream)
    while true {
      if flight.outstanding == 0 {
        if allowance == 0 { return wantsMore ? .isSpent : .isDone }
        if shift.arrivals == nil || shift.isOver { return .isDone }
      }
      let time = try await stream.withBytes { try self.receive($0) }
      if replies.isLast { return spent() }
      guard let time else { return try ended() }
      if time > 0 { try await sendWhatMay(at: time, over: stream) }
    }
  }

  /// The server answers no more here, and had said so: what is under way is sent once more.
  private func spent() -> LoadEnding {
    flight.answer(flight.outstanding) { start, count in
      again += Array(repeating: start, count: count)
    }
    shift.tally.note(resent: again.count)
    return wantsMore ? .isSpent : .isDone
  }

  /// The server has ended its side.
  private func ended() throws -> LoadEnding {
    if let check = replies.end() {
      note(check, at: monotonicNanoseconds())
      return spent()
    }
    guard flight.outstanding == 0, plan.traffic.mayEndWhenIdle else {
      throw LoadFailure.endOfStream(unanswered: flight.outstanding)
    }
    return wantsMore ? .isSpent : .isDone
  }

  /// Compares what came with what is expected; returns when, or 0 if no reply is complete.
  private func receive(_ bytes: Span<UInt8>) throws -> UInt64 {
    var done = 0
    var time: UInt64 = 0
    while true {
      let check = try replies.check(bytes.extracting(done...), limit: flight.outstanding)
      done += check.consumed
      if check.replies > 0 || check.fault != nil {
        if time == 0 { time = monotonicNanoseconds() }
        note(check, at: time)
      }
      if check.fault == nil || done == bytes.count { break }
    }
    shift.tally.note(bytes: done)
    guard done == bytes.count else { throw LoadFailure.surplus(bytes: bytes.count - done) }
    return time
  }

  private func note(_ check: LoadCheck, at time: UInt64) {
    if check.replies > 0 {
      shift.tally.note(check.replies, of: &flight, at: time)
      failuresInRow = 0
    }
    if let fault = check.fault {
      // Its time is nobody's latency: it was not answered rightly.
      flight.answer(1) { _, _ in }
      shift.tally.note(LoadProblem(fault))
    }
  }
}
