// One connection of a property run: both directions, and what its peers have come to.

import Sluice
import SluiceTesting

/// Both directions of a connection.
final class Conversation: @unchecked Sendable {
  // Sendable: used on the loops of one network, which one thread turns.

  /// What one end was to do, and whether it did.
  struct End {
    var plan: PeerPlan?
    /// Nil: it has not come to its end.
    var succeeded: Bool?
  }

  let toServer = Ledger()
  let toClient = Ledger()
  var client = End()
  var server = End()

  /// Whether both ends have come about.
  var isMet: Bool { client.plan != nil && server.plan != nil }

  /// Whether there is nothing by which it may fail, as far as is known: the network loses nothing, and
  /// both peers go on to the end.
  func mustSucceed(in conversations: Conversations) -> Bool {
    conversations.network.faults.isLossless && conversations.style.drainsAfter == nil
      && client.plan?.isOrderly ?? true && server.plan?.isOrderly ?? true
  }

  /// What must hold when both peers are gone.
  func checkEnd(in conversations: Conversations) throws {
    for (end, name) in [(client, "client"), (server, "server")] where end.plan != nil {
      guard end.succeeded != nil else { throw Misbehaviour("a \(name) has not come to its end") }
    }
    // Such a one has written nothing, and is gone.
    if client.plan == nil, conversations.network.acceptsWhatFailed { toServer.mayEndEarly = true }
    try toServer.checkEnd()
    try toClient.checkEnd()
    guard isMet, mustSucceed(in: conversations) else { return }
    guard client.succeeded == true, server.succeeded == true else {
      throw Misbehaviour("a connection failed on a network on which nothing fails")
    }
    for (name, ledger) in [("the server", toServer), ("the client", toClient)] {
      guard ledger.position == ledger.content.count, ledger.isFinished else {
        throw Misbehaviour(
          "\(name) has read \(ledger.position) of \(ledger.content.count) bytes")
      }
    }
  }
}

/// The conversations of a run, found by the client's port from both ends.
final class Conversations: @unchecked Sendable {
  // Sendable: used on the loops of one network, which one thread turns.

  let network: any PropertyNetwork
  let style: Style
  let tally: Tally
  /// Whether the peers say what they do.
  let narrates: Bool
  private var byPort: [UInt16: Conversation] = [:]
  private(set) var all: [Conversation] = []
  /// The configuration is the server's, and the same for all of its streams.
  private let serverPlan: PeerPlan
  /// The server goes away: it takes what has arrived, and waits for nothing.
  private(set) var isDraining = false
  /// Nobody writes before.
  private(set) var mayWrite: Bool

  init(network: any PropertyNetwork, tally: Tally, narrates: Bool) {
    self.network = network
    self.tally = tally
    self.narrates = narrates
    var random = network.random(0)
    style = Style(from: &random)
    mayWrite = !style.beginsIdle || !network.hasVirtualTime
    serverPlan = PeerPlan(from: network.random(1), faults: network.faults, style)
  }

  var serverConfiguration: StreamConfiguration { serverPlan.configuration }

  func conversation(port: UInt16) -> Conversation {
    if let known = byPort[port] { return known }
    let new = Conversation()
    new.toServer.readerDrains = isDraining
    byPort[port] = new
    all.append(new)
    return new
  }

  func makePlan(_ number: Int) -> PeerPlan {
    PeerPlan(from: network.random(UInt64(number)), faults: network.faults, style)
  }

  /// What the server's end of a connection does.
  func plan(of conversation: Conversation) -> PeerPlan {
    let number = all.firstIndex { $0 === conversation } ?? 0
    var plan = makePlan(100 + number)
    plan.configuration = serverPlan.configuration
    conversation.server.plan = plan
    return plan
  }

  // MARK: The end

  /// What must hold when all peers are gone.
  func checkEnd() async throws {
    for conversation in all { try conversation.checkEnd(in: self) }
    tally.connections += all.count
    guard all.allSatisfy({ $0.isMet && $0.mustSucceed(in: self) }) else { return }
    // All that was written has gone through the kernel once, each way.
    let written = all.reduce(0) { $0 + $1.toServer.content.count + $1.toClient.content.count }
    var (received, sent, aborted) = (0, 0, 0)
    for loop in network.group.loops {
      let statistics = await loop.statistics()
      received += statistics.bytesIn
      sent += statistics.bytesOut
      aborted += statistics.aborted
    }
    guard aborted == 0 else { throw Misbehaviour("\(aborted) were aborted, it is said") }
    guard sent == written, received == written else {
      throw Misbehaviour(
        "\(written) bytes were written, \(sent) sent and \(received) received, it is said")
    }
  }

  // MARK: The server's end

  /// The server is about to be stopped.
  func beginDraining() {
    isDraining = true
    for conversation in all { conversation.toServer.readerDrains = true }
  }

  /// Waits for the handlers: a server that drains does not wait for what is on its way.
  func untilServed() async throws {
    for _ in 0..<10_000 {
      guard all.contains(where: { $0.server.plan != nil && $0.server.succeeded == nil }) else {
        return
      }
      try await network.sleep(for: .seconds(1))
    }
  }

  // MARK: Idleness

  /// Waits, before the first write, for what is seen of idle streams.
  func untilWritingIsAllowed() async throws {
    while !mayWrite { try await network.sleep(for: .milliseconds(500)) }
  }

  /// Streams that wait for input, and have nothing to send, hold no memory after a while.
  func checkIdleness() async throws {
    defer { mayWrite = true }
    try await network.sleep(for: .seconds(3))
    for _ in 0..<30 {
      try await network.sleep(for: .seconds(1))
      var held = 0
      for loop in network.group.loops { held += await loop.statistics().buffers }
      guard held > 0 else { return tally.count(.idle) }
    }
    throw Misbehaviour("idle streams hold buffers")
  }
}
