// What a lane sends, and when.

import Sluice

extension LoadLane {
  func dispatch(startingAt start: UInt64) async {
    // The connection is gone: the next one takes the start over.
    guard let stream else { return again.append(start) }
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

  func sendWhatMay(at time: UInt64, over stream: SocketStream) async throws {
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

  func write(_ count: Int, over stream: SocketStream) async throws {
    requests.add(count)
    while let piece = requests.next() {
      try await stream.write(piece.bytes.span.extracting(piece.range))
    }
  }
}
