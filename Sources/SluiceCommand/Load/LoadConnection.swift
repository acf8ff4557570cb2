// One connection of the load: keeps its pipeline full, and checks all that comes back.

import Sluice

/// A connection under load. Its task reads, checks, and sends as many requests as were answered.
///
/// Where all that can be under way fits into the stream's buffer, the same task writes, and never
/// waits to do so; larger requests are sent by a task of their own, or both ends might wait for the
/// other to read.
struct LoadConnection {
  private let settings: LoadSettings
  private let tally: LoadTally
  private let end: UInt64
  private let replies: LoadPattern
  private var sender: LoadSender

  /// Requests that may still be sent.
  private var quota: Int
  private var flight: LoadFlight
  /// Where in `replies` the next byte stands.
  private var expected: Int
  /// Bytes that came.
  private var received = 0
  /// Bytes of the reply that has not come as a whole.
  private var partial = 0

  /// The connection `number`, which sends `quota` requests unless `end` comes before.
  init(
    _ number: Int, settings: LoadSettings, traffic: LoadTraffic, quota: Int, until end: UInt64,
    tally: LoadTally
  ) {
    self.settings = settings
    self.tally = tally
    self.end = end
    self.quota = quota
    replies = traffic.replies
    // A prime apart, so that no two connections send the same at the same time.
    let first = number * 7919
    expected = traffic.replies.start(of: first)
    sender = LoadSender(traffic.requests, from: first)
    flight = LoadFlight(capacity: settings.pipeline)
  }

  /// Requests that were sent and not answered.
  var outstanding: Int { flight.outstanding }

  /// Runs until all requests are answered. The first thing that goes wrong is thrown.
  mutating func run(over stream: SocketStream) async throws {
    if settings.sendsApart { return try await runApart(over: stream) }
    try await send(settings.pipeline, at: monotonicNanoseconds(), over: stream)
    while flight.outstanding > 0 {
      let (answered, time) = try await receive(from: stream)
      if answered > 0 { try await send(answered, at: time, over: stream) }
    }
  }

  /// Takes up to `count` requests from the quota, and notes that they leave now.
  private mutating func take(_ count: Int, at time: UInt64) -> Int {
    let count = time < end ? min(count, quota) : 0
    guard count > 0 else { return 0 }
    quota -= count
    flight.send(count, at: time)
    return count
  }

  private mutating func send(_ count: Int, at time: UInt64, over stream: SocketStream) async throws
  {
    let count = take(count, at: time)
    if count > 0 { try await sender.send(count, over: stream) }
  }

  /// Reads what is there; returns how many replies it completed, and when.
  private mutating func receive(from stream: SocketStream) async throws -> (Int, UInt64) {
    let answered = try await stream.withBytes { try check($0) }
    guard let answered else {
      throw LoadFailure.endOfStream(unanswered: flight.outstanding)
    }
    guard answered > 0 else { return (0, 0) }
    let time = monotonicNanoseconds()
    tally.note(answered, of: &flight, at: time)
    return (answered, time)
  }

  /// Compares what came with what is expected; returns how many replies it completed.
  private mutating func check(_ bytes: Span<UInt8>) throws(LoadFailure) -> Int {
    var done = 0
    while done < bytes.count {
      let run = replies.run(from: expected, limit: bytes.count - done)
      let piece = bytes.extracting(done..<done + run.count)
      if let index = replies.firstDifference(in: piece, from: expected) {
        throw .mismatch(
          offset: received + done + index, expected: replies.bytes[expected + index],
          found: piece[index])
      }
      expected = replies.offset(after: run)
      done += run.count
    }
    received += bytes.count
    tally.note(bytes: bytes.count)
    partial += bytes.count
    guard partial >= replies.payload else { return 0 }
    let answered = partial / replies.payload
    partial -= answered * replies.payload
    guard answered < flight.outstanding || (answered == flight.outstanding && partial == 0) else {
      throw .surplus(bytes: (answered - flight.outstanding) * replies.payload + partial)
    }
    return answered
  }
}

extension LoadConnection {
  /// As `run`, with a second task that writes. What goes wrong in one ends the other.
  private mutating func runApart(over stream: SocketStream) async throws {
    let (requests, departures) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { [sender] in
        var sender = sender
        do {
          for await count in requests { try await sender.send(count, over: stream) }
        } catch {
          await stream.abort()
          throw error
        }
      }
      do {
        departures.yield(take(settings.pipeline, at: monotonicNanoseconds()))
        while flight.outstanding > 0 {
          let (answered, time) = try await receive(from: stream)
          if answered > 0 { departures.yield(take(answered, at: time)) }
        }
      } catch StreamError.closed {
        // The writing task closed the stream, and knows why.
        try await tasks.waitForAll()
        throw StreamError.closed
      }
      departures.finish()
      try await tasks.waitForAll()
    }
  }
}
