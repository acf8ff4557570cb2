// One end of a connection: it reads and writes at the same time, as its plan says.

import Sluice
import SluiceTesting

/// Sluice did what it says it does not.
struct Misbehaviour: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A peer at work.
final class Peer: @unchecked Sendable {
  // Sendable: its tasks run on the loops of one network, which one thread turns.

  let network: any PropertyNetwork
  let stream: SocketStream
  let incoming: Ledger
  let outgoing: Ledger
  var plan: PeerPlan
  var random: SeededRandom
  private let name: String?
  /// Reads that have timed out.
  var timeouts = 0
  /// Calls that somebody was about to cancel.
  private(set) var cancellations = 0

  init(
    on network: any PropertyNetwork, _ stream: SocketStream, plan: PeerPlan, incoming: Ledger,
    outgoing: Ledger, name: String?
  ) {
    self.name = name
    self.network = network
    self.stream = stream
    self.plan = plan
    self.incoming = incoming
    self.outgoing = outgoing
    random = plan.random
    self.plan.random = SeededRandom(seed: random.next())
  }

  /// Reads and writes to the end, and closes. Whether everything succeeded.
  func run() async throws -> Bool {
    async let hasWritten = writeAll()
    let hasRead = try await readingHalf()
    let isGood = try await hasWritten
    do { try await close() } catch { return false }
    return isGood && hasRead
  }

  private func readingHalf() async throws -> Bool {
    do {
      if try await readAll() { return true }
      // A peer that has stopped reading must not keep the other one waiting.
      try? await close()
      return false
    } catch {
      await stream.abort()
      throw error
    }
  }

  /// Says what is being done, where that is wanted.
  func tell(_ what: @autoclosure () -> String) {
    if let name { network.note("\(name): \(what())") }
  }

  func close() async throws {
    outgoing.mayEndEarly = outgoing.mayEndEarly || !outgoing.isFinished
    try await stream.close()
  }

  // MARK: Cancelling

  /// Makes a call, now and then in a task that is cancelled a little later.
  @discardableResult
  func cancellably<Result: Sendable>(
    _ call: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard random.chance(plan.cancellations) else { return try await call() }
    cancellations += 1
    tell("that is going to be cancelled")
    let delay = random.element(of: [0, 3, 200, 20_000])
    let loop = stream.loop
    let task = loop.spawn { try await call() }
    let canceller = loop.spawn { [network] in
      if delay > 0 { try? await network.sleep(for: .microseconds(delay)) }
      task.cancel()
    }
    let result = await task.result
    canceller.cancel()
    return try result.get()
  }

  // MARK: Time

  /// No read lasts longer than its time-out.
  func checkTime(of name: String, since began: Duration, _ jumped: Duration) throws {
    guard let limit = plan.configuration.readTimeout, let lateness = network.lateness
    else { return }
    let lasted = network.elapsed - began
    let allowed = limit + lateness + (network.timeJumped - jumped)
    if lasted > allowed {
      throw Misbehaviour("\(name) lasted \(lasted), with a time-out of \(limit)")
    }
  }

  /// A read that timed out has lasted so long, or the stream was idle.
  func checkTimeOut(since began: Duration) throws {
    if plan.configuration.idleTimeout != nil { return }
    guard let limit = plan.configuration.readTimeout else {
      throw Misbehaviour("a read timed out, and has no time-out")
    }
    let lasted = network.elapsed - began
    if lasted < limit {
      throw Misbehaviour("a read timed out after \(lasted), with a time-out of \(limit)")
    }
  }

  // MARK: Text

  /// Latin-1, or the ASCII part of UTF-8: a scalar for a byte.
  func text(of bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(Unicode.Scalar(byte)) }
    return String(text)
  }

  func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }
}
