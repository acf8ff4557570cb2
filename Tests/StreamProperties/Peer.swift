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

  let conversations: Conversations
  let conversation: Conversation
  let network: any PropertyNetwork
  let stream: SocketStream
  let incoming: Ledger
  let outgoing: Ledger
  let tally: Tally
  var plan: PeerPlan
  var random: SeededRandom
  let isServer: Bool
  /// A call that reads is under way, and another one is made beside it.
  var isReading = false
  /// Reads that have timed out.
  var timeouts = 0
  /// When a byte is known to have come, or the stream began.
  var lastReceived: Duration
  /// Calls that somebody was about to cancel.
  private(set) var cancellations = 0
  /// When it began.
  let began: Duration
  /// A cancelled write has happened in part, and the output is of no use any more.
  var isPoisoned = false
  /// When all of the output was with the kernel, and its end behind it.
  var finishedAt: Duration?

  init(
    in conversations: Conversations, _ conversation: Conversation, _ stream: SocketStream,
    plan: PeerPlan, isServer: Bool
  ) {
    self.conversations = conversations
    self.conversation = conversation
    network = conversations.network
    tally = conversations.tally
    self.stream = stream
    self.plan = plan
    incoming = isServer ? conversation.toServer : conversation.toClient
    outgoing = isServer ? conversation.toClient : conversation.toServer
    self.isServer = isServer
    began = conversations.network.elapsed
    lastReceived = began
    random = plan.random
    self.plan.random = SeededRandom(seed: random.next())
  }

  /// Reads and writes to the end, and closes. Whether everything succeeded.
  func run() async throws -> Bool {
    do {
      async let hasWritten = at(plan.writesElsewhere) { [self] in try await writeAll() }
      let hasRead = try await at(plan.readsElsewhere) { [self] in try await readingHalf() }
      let isGood = try await hasWritten
      do { try await close() } catch is StreamError { return false }
      return isGood && hasRead
    } catch is CancellationError where isServer && conversations.isDraining {
      // The server has waited long enough.
      await stream.abort()
      return false
    }
  }

  /// Runs a half of the program, perhaps on a loop that is not the stream's.
  private func at<Result: Sendable>(
    _ elsewhere: Bool, _ half: @Sendable () async throws -> Result
  ) async throws -> Result {
    guard elsewhere, let other = network.group.loops.first(where: { $0 !== stream.loop }) else {
      return try await half()
    }
    tally.count(.elsewhere)
    return try await other.run { try await half() }
  }

  private func readingHalf() async throws -> Bool {
    do {
      if try await readAll() { return true }
      // A peer that has stopped reading must not keep the other one waiting.
      try await closeAnyway()
      return false
    } catch {
      await stream.abort()
      throw error
    }
  }

  /// Says what is being done, where that is wanted.
  func tell(_ what: @autoclosure () -> String) {
    if conversations.narrates { network.note("\(isServer ? "server" : "client"): \(what())") }
  }

  /// Closes, which takes a bounded time, and after which nothing goes on.
  func close() async throws {
    outgoing.mayEndEarly = outgoing.mayEndEarly || !outgoing.isFinished
    let (began, jumped) = (network.elapsed, network.timeJumped)
    defer { tally.count(.closed) }
    let result: Result<Void, any Error>
    do { result = .success(try await stream.close()) } catch {
      tally.count(.closeFailed)
      result = .failure(error)
    }
    let lasted = network.elapsed - began
    // For the output, for the peer's end, and for what has to be cancelled.
    let limit = plan.configuration.closeTimeout + .seconds(1)
    if let tolerance = tolerance(since: jumped), lasted > limit + tolerance {
      throw Misbehaviour("a close lasted \(lasted)")
    }
    do {
      _ = try await stream.readByte()
      throw Misbehaviour("a byte was read from a closed stream")
    } catch StreamError.closed {}
    try result.get()
  }

  /// Closes, whatever became of the output.
  func closeAnyway() async throws {
    do { try await close() } catch is StreamError {}
  }

  // MARK: Cancelling

  /// Makes a call, now and then in a task that is cancelled a little later.
  @discardableResult
  func cancellably<Result: Sendable>(
    _ call: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard random.chance(plan.cancellations) else { return try await call() }
    expectCancellation()
    tell("that is going to be cancelled")
    let delay = random.element(of: [0, 3, 200, 20_000])
    let loop = stream.loop
    let task = loop.spawn { try await call() }
    let canceller = loop.spawn { [network] in
      if delay > 0 { try? await network.sleep(for: .microseconds(delay)) }
      let moment = (began: network.elapsed, jumped: network.timeJumped)
      task.cancel()
      return moment
    }
    let result = await task.result
    let ended = network.elapsed
    canceller.cancel()
    let moment = await canceller.value
    if let tolerance = tolerance(since: moment.jumped), ended - moment.began > tolerance {
      throw Misbehaviour("a call went on for \(ended - moment.began) when it had been cancelled")
    }
    return try result.get()
  }

  /// A call is about to be cancelled.
  func expectCancellation() { cancellations += 1 }

  /// Whether a call may say that it was cancelled.
  var mayBeCancelled: Bool { cancellations > 0 || (isServer && conversations.isDraining) }
}
