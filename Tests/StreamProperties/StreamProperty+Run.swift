// The programs of one run: a server, its clients, and what must hold when all of them are gone.

import Sluice
import SluiceTesting

extension StreamProperty {
  /// Runs the programs, and returns how many connections there were.
  static func run(
    on network: any PropertyNetwork, clients: Int, narrates: Bool
  ) async throws -> Int {
    let conversations = Conversations(network: network, narrates: narrates)
    let errors = Errors()
    var configuration = Server.Configuration()
    configuration.stream = conversations.serverConfiguration
    let server = try await network.serve(configuration) { stream in
      guard let port = stream.peerAddress?.port else { return }
      let conversation = conversations.conversation(port: port)
      let peer = Peer(
        on: network, stream, plan: conversations.plan(of: conversation),
        incoming: conversation.toServer, outgoing: conversation.toClient,
        name: conversations.narrates ? "server" : nil)
      do { conversation.server.succeeded = try await peer.run() } catch {
        errors.first = errors.first ?? error
        conversation.server.succeeded = false
      }
    }
    await withTaskGroup { tasks in
      for number in 0..<clients {
        tasks.addTask {
          do { try await connect(number, to: server, on: network, conversations) } catch {
            errors.first = errors.first ?? error
          }
        }
      }
    }
    try await conversations.untilServed()
    // A server that goes away ends its input where it is, also of what it accepts only now.
    for conversation in conversations.all { conversation.toServer.mayEndEarly = true }
    try await server.stop()
    if let error = errors.first { throw error }
    for conversation in conversations.all { try conversation.checkEnd(on: network) }
    return conversations.all.count
  }

  private static func connect(
    _ number: Int, to server: any PropertyServer, on network: any PropertyNetwork,
    _ conversations: Conversations
  ) async throws {
    let plan = conversations.makePlan(number + 10)
    let stream: SocketStream
    do {
      stream = try await network.connect(to: server.address, plan.configuration)
    } catch {
      // A network that refuses has its right to.
      return
    }
    guard let port = await stream.localAddress()?.port else {
      throw Misbehaviour("a connected stream has no address")
    }
    let conversation = conversations.conversation(port: port)
    let peer = Peer(
      on: network, stream, plan: plan, incoming: conversation.toClient,
      outgoing: conversation.toServer, name: conversations.narrates ? "client" : nil)
    conversation.client.plan = plan
    conversation.client.succeeded = try await peer.run()
  }
}

/// The first thing that went wrong.
private final class Errors: @unchecked Sendable {
  // Sendable: used on the loops of one network, which one thread turns.
  var first: (any Error)?
}
