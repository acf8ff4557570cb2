// Time-outs fire within bounds of time: not before, and, where time is virtual, not much later.

import Sluice
import SluiceTesting

extension Peer {
  /// What a call may take beyond its time-out, with what the clock has jumped since; nil: nobody knows.
  func tolerance(since jumped: Duration) -> Duration? {
    network.lateness.map { $0 + (network.timeJumped - jumped) }
  }

  /// No read lasts longer than its time-out, nor than a stream may be idle.
  func checkTime(
    of reading: Reading, at position: Int, since began: Duration, _ jumped: Duration
  ) throws {
    let now = network.elapsed
    guard let tolerance = tolerance(since: jumped) else { return }
    if let limit = plan.configuration.readTimeout, now - began > limit + tolerance {
      throw Misbehaviour("\(reading) lasted \(now - began), with a time-out of \(limit)")
    }
    guard let limit = plan.configuration.idleTimeout, let finishedAt else { return }
    let still = now - max(began, finishedAt)
    // A byte may have come that was not enough; each of them begins the time anew.
    let bytes = incoming.content.count - position + 1
    if still > limit * bytes + tolerance {
      throw Misbehaviour("\(reading) waited for \(still), with an idle time of \(limit)")
    }
  }

  /// A read that timed out has lasted so long, or the stream was idle.
  func checkTimeOut(since began: Duration) throws {
    let limits = plan.configuration
    if limits.idleTimeout != nil { return try checkIdleTimeOut(since: began) }
    guard let limit = limits.readTimeout else {
      throw Misbehaviour("a read timed out, and has no time-out")
    }
    let lasted = network.elapsed - began
    if lasted < limit {
      throw Misbehaviour("a read timed out after \(lasted), with a time-out of \(limit)")
    }
  }

  /// A write that timed out has had that time, at least.
  func checkWriteTimeOut() throws {
    let limits = plan.configuration
    guard limits.writeTimeout != nil || limits.idleTimeout != nil else {
      throw Misbehaviour("a write timed out, and has no time-out")
    }
    if limits.idleTimeout != nil, !network.hasVirtualTime { return }
    let shortest = min(
      limits.writeTimeout ?? .seconds(1_000), limits.idleTimeout ?? .seconds(1_000))
    let lasted = network.elapsed - began
    if lasted < shortest {
      throw Misbehaviour("a write timed out after \(lasted), with a time-out of \(shortest)")
    }
  }

  /// A stream is idle from its last byte on, at the earliest. When that came is known where no time passes
  /// until its reader runs.
  private func checkIdleTimeOut(since began: Duration) throws {
    guard network.hasVirtualTime else { return }
    let (limits, now) = (plan.configuration, network.elapsed)
    if let limit = limits.readTimeout, now - began >= limit { return }
    let still = now - lastReceived
    if let limit = limits.idleTimeout, still < limit {
      throw Misbehaviour("a stream was idle after \(still), with an idle time of \(limit)")
    }
  }

  /// A read has succeeded. Where it had to wait for its last byte, that has come just now.
  func noteReceived(by reading: Reading, since began: Duration, _ jumped: Duration) {
    guard reading.endsWithByte, network.elapsed - began > Self.turns, network.timeJumped == jumped
    else { return }
    lastReceived = network.elapsed - Self.turns
  }

  /// Longer than it takes to call from one loop to another.
  private static let turns = Duration.milliseconds(5)

  /// No write lasts longer than it would if each byte had to wait for its time-out.
  func checkWriteTime(
    of writing: Writing, unsent: Int, since began: Duration, _ jumped: Duration
  ) throws {
    guard let limit = plan.configuration.writeTimeout, let tolerance = tolerance(since: jumped)
    else { return }
    let bytes = unsent + writing.bytes.count + writing.more.reduce(0) { $0 + $1.count } + 3
    let lasted = network.elapsed - began - writing.time
    if lasted > (limit + tolerance) * bytes {
      throw Misbehaviour("\(writing.kind) lasted \(lasted), with a time-out of \(limit)")
    }
  }
}
