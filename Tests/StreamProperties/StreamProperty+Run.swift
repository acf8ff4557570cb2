// The programs of one run: a server, its clients, and what must hold when all of them are gone.

import Sluice
import SluiceTesting

extension StreamProperty {
  /// Runs the programs, and returns how many connections there were.
  static func run(_ conversations: Conversations, clients: Int) async throws -> Int {
    let errors = Errors()
    let server = try await serve(conversations, errors)
    await withTaskGroup(of: Void.self) { tasks in
      for number in 0..<clients {
        tasks.addTask {
          await errors.keep { try await connect(number, to: server, conversations) }
        }
      }
      if !conversations.mayWrite {
        tasks.addTask { await errors.keep { try await conversations.checkIdleness() } }
      }
      if let time = conversations.style.drainsAfter {
        tasks.addTask {
          await errors.keep {
            try await conversations.network.sleep(for: time)
            conversations.tally.count(.drained)
            try await stop(server, conversations)
          }
        }
      }
    }
    try await conversations.untilServed()
    try await stop(server, conversations)
    if let error = errors.first { throw error }
    try await conversations.checkEnd()
    return conversations.all.count
  }

  private static func serve(
    _ conversations: Conversations, _ errors: Errors
  ) async throws -> any PropertyServer {
    var configuration = Server.Configuration()
    configuration.stream = conversations.serverConfiguration
    return try await conversations.network.serve(configuration) { stream in
      guard let port = stream.peerAddress?.port else { return }
      let conversation = conversations.conversation(port: port)
      let peer = Peer(
        in: conversations, conversation, stream, plan: conversations.plan(of: conversation),
        isServer: true)
      conversation.server.succeeded = await errors.keep { try await peer.run() } ?? false
    }
  }

  /// Lets the server go away, which takes a bounded time.
  private static func stop(
    _ server: any PropertyServer, _ conversations: Conversations
  ) async throws {
    let network = conversations.network
    conversations.beginDraining()
    let (began, jumped) = (network.elapsed, network.timeJumped)
    try await server.stop()
    guard network.hasVirtualTime else { return }
    let lasted = network.elapsed - began - (network.timeJumped - jumped)
    // The drain, and the end of the streams that had to be cut or were being closed.
    let allowed = Server.Configuration().drainTimeout + .seconds(10)
    guard lasted <= allowed else { throw Misbehaviour("a server drained for \(lasted)") }
  }

  private static func connect(
    _ number: Int, to server: any PropertyServer, _ conversations: Conversations
  ) async throws {
    let plan = conversations.makePlan(number + 10)
    let stream: SocketStream
    do {
      stream = try await conversations.network.connect(to: server.address, plan.configuration)
    } catch {
      // A network that refuses has its right to, and so has a server that is gone.
      guard conversations.network.connectsMayFail || conversations.style.drainsAfter != nil else {
        throw error
      }
      conversations.tally.count(.connectFailed)
      return
    }
    guard let port = await stream.localAddress()?.port else {
      throw Misbehaviour("a connected stream has no address")
    }
    let conversation = conversations.conversation(port: port)
    let peer = Peer(in: conversations, conversation, stream, plan: plan, isServer: false)
    conversation.client.plan = plan
    conversation.client.succeeded = try await peer.run()
  }
}

/// The first thing that went wrong.
private final class Errors: @unchecked Sendable {
  // Sendable: used on the loops of one network, which one thread turns.
  private(set) var first: (any Error)?

  /// The result of `body`, or nil where it has thrown.
  @discardableResult
  func keep<Value>(_ body: () async throws -> Value) async -> Value? {
    do { return try await body() } catch {
      first = first ?? error
      return nil
    }
  }
}
