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

  /// What must hold when both peers are gone.
  func checkEnd(on network: any PropertyNetwork) throws {
    for (end, name) in [(client, "client"), (server, "server")] where end.plan != nil {
      guard end.succeeded != nil else { throw Misbehaviour("a \(name) has not come to its end") }
    }
    // One whose connect failed may have been accepted all the same: it has written nothing, and is gone.
    if client.plan == nil { toServer.mayEndEarly = true }
    try toServer.checkEnd()
    try toClient.checkEnd()
    guard network.faults.isLossless, let plan = client.plan, let other = server.plan else { return }
    guard plan.isOrderly, other.isOrderly else { return }
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

  private let network: any PropertyNetwork
  private var byPort: [UInt16: Conversation] = [:]
  private(set) var all: [Conversation] = []
  /// The configuration is the server's, and the same for all of its streams.
  private let serverPlan: PeerPlan
  private let isLatin1: Bool

  /// Whether the peers say what they do.
  let narrates: Bool

  init(network: any PropertyNetwork, narrates: Bool) {
    self.network = network
    self.narrates = narrates
    var random = network.random(0)
    isLatin1 = random.chance(0.5)
    serverPlan = PeerPlan(from: network.random(1), faults: network.faults, isLatin1: isLatin1)
  }

  var serverConfiguration: StreamConfiguration { serverPlan.configuration }

  func conversation(port: UInt16) -> Conversation {
    if let known = byPort[port] { return known }
    let new = Conversation()
    byPort[port] = new
    all.append(new)
    return new
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

  func makePlan(_ number: Int) -> PeerPlan {
    PeerPlan(
      from: network.random(UInt64(number)), faults: network.faults, isLatin1: isLatin1)
  }

  /// What the server's end of a connection does.
  func plan(of conversation: Conversation) -> PeerPlan {
    let number = all.firstIndex { $0 === conversation } ?? 0
    var plan = makePlan(100 + number)
    plan.configuration = serverPlan.configuration
    plan.isPlainText = serverPlan.isPlainText
    conversation.server.plan = plan
    return plan
  }
}
