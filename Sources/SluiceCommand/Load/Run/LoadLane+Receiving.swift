// What comes back to a lane.

import Sluice

/// How a connection ended that did not fail.
enum LoadEnding {
  /// There is nothing more to do.
  case isDone
  /// It carries nothing more; another takes its place.
  case isSpent
}

extension LoadLane {
  func converse(over stream: SocketStream) async throws -> LoadEnding {
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
      shift.tally.note(fault)
    }
  }
}
