// How the connections of a lane come and go.

import Sluice

extension LoadLane {
  /// Opens the first connection, at its time.
  func open() async {
    await wait(until: shift.connectSlot(at: monotonicNanoseconds()))
    await connect()
  }

  /// Opens a connection in place of the last one; returns false when that is not wanted any more.
  func replace() async -> Bool {
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

  func end(_ stream: SocketStream) async {
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
