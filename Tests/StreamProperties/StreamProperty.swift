// What must hold for every seed: what one peer wrote is what the other read, in order, exactly once,
// until the first error; every call comes to its end; and nothing is left.

public import SluiceTesting
import Sluice

/// The property of streams, for one seed at a time.
public enum StreamProperty {
  /// Runs the programs of that seed.
  ///
  /// With `narrates` the trace has the calls of both peers, too.
  ///
  /// - Throws: where the property does not hold, with the seed and the trace.
  @discardableResult
  public static func check(
    seed: UInt64, traceLimit: Int = 2_000, narrates: Bool = false
  ) throws(SimulationFailure) -> SimulatedRun<Int> {
    var random = SeededRandom(seed: seed, stream: 3)
    var configuration = SimulatedNetwork.Configuration(
      maximumTurns: 200_000, traceLimit: traceLimit)
    // A third of the seeds has a network that only delays: then nothing at all may be lost.
    if random.chance(0.33) { configuration.faults = .delays }
    configuration.loops = random.chance(0.15) ? 2 : 1
    let clients = random.chance(0.2) ? 3 : 1
    return try SimulatedNetwork.run(seed: seed, configuration: configuration) { network in
      try await run(on: network, clients: clients, narrates: narrates)
    }
  }

  private static func run(
    on network: SimulatedNetwork, clients: Int, narrates: Bool
  ) async throws -> Int {
    let conversations = Conversations(network: network, narrates: narrates)
    let errors = Errors()
    var configuration = Server.Configuration()
    configuration.stream = conversations.serverConfiguration
    let server = try await network.serve(configuration: configuration) { stream in
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
    try await server.stop()
    if let error = errors.first { throw error }
    for conversation in conversations.all { try conversation.checkEnd(on: network) }
    return conversations.all.count
  }

  private static func connect(
    _ number: Int, to server: SimulatedServer, on network: SimulatedNetwork,
    _ conversations: Conversations
  ) async throws {
    let plan = conversations.makePlan(number + 10)
    let stream: SocketStream
    do {
      stream = try await network.connect(to: server, configuration: plan.configuration)
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
  // Sendable: used on the loops of one simulation, which one thread turns.
  var first: (any Error)?
}
