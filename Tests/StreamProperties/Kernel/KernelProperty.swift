// The property of streams over sockets of the real kernel, which may be made to misbehave.

import Sluice
package import SluiceLoop
import SluiceTesting

/// The property does not hold, or the run has no end.
package struct KernelFailure: Error, CustomStringConvertible {
  let seed: UInt64
  let faults: NetworkFaults
  let reason: String
  let story: String

  package var description: String {
    "seed \(seed), faults: \(faults): \(reason)\n\(story)"
  }
}

extension StreamProperty {
  /// What may go wrong below the streams.
  package enum Disturbance: String, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// Short transfers, late and reordered completions, late cancels, early returns.
    case delays
    /// Those, and failures: drawn from the seed, as on a simulated network.
    case failures
  }

  /// Runs the programs of that seed on a loop over `driver`, which is closed in the end.
  ///
  /// `started` and `ending` are called on the loop's thread, before the programs and after them. What they
  /// do may end connections where that is said.
  package static func check(
    seed: UInt64, on driver: any KernelDriver, _ disturbance: Disturbance = .none,
    losesConnections: Bool = false, started: @escaping @Sendable () -> Void = {},
    ending: @escaping @Sendable () -> Void = {}
  ) async throws(KernelFailure) {
    var faults = kernelFaults(seed: seed, disturbance)
    let random = SeededRandom(seed: seed, stream: 5)
    let used: any Driver =
      disturbance == .none ? driver : DisturbedDriver(driver, faults: faults, random: random)
    if losesConnections { faults.resets = 1 }
    let network: KernelNetwork
    do { network = try KernelNetwork(seed: seed, faults: faults, used) } catch {
      used.close()
      throw KernelFailure(seed: seed, faults: faults, reason: "no thread: \(error)", story: "")
    }
    let clients = SeededRandom(seed: seed, stream: 6).isMany ? 3 : 1
    await network.loop.onThread { _ in started() }
    let problem = await problem(of: network, clients: clients)
    await network.loop.onThread { _ in ending() }
    let story = await network.loop.onThread { _ in network.story }
    await network.group.shutDown()
    guard let problem else { return }
    throw KernelFailure(seed: seed, faults: faults, reason: problem, story: story)
  }

  /// The faults of that seed that a real kernel can have, and none that would only take time.
  private static func kernelFaults(seed: UInt64, _ disturbance: Disturbance) -> NetworkFaults {
    guard disturbance != .none else { return .none }
    var faults = NetworkFaults.swarm(seed: seed)
    (faults.blackHoles, faults.stalls, faults.clockJumps) = (0, 0, 0)
    faults.descriptorLimit = nil
    faults.completionDelay = .zero...min(faults.completionDelay.upperBound, .microseconds(100))
    faults.cancelDelay = .zero...min(faults.cancelDelay.upperBound, .milliseconds(3))
    return disturbance == .delays ? faults.withoutLosses : faults
  }

  /// What does not hold, in words.
  private static func problem(of network: KernelNetwork, clients: Int) async -> String? {
    let conversations = Conversations(network: network, tally: Tally(), narrates: true)
    let task = network.loop.spawn { _ = try await run(conversations, clients: clients) }
    // A hang is told as one, with the story.
    let watch = Task {
      try await Task.sleep(for: patience)
      task.cancel()
      network.loop.post { network.giveUp() }
    }
    let result = await task.result
    watch.cancel()
    if network.elapsed >= patience { return "it has not come to its end in \(patience)" }
    if case .failure(let error) = result { return "\(error)" }
    if let problem = await leftOver(on: network.loop) { return problem }
    let counted = await network.loop.statistics()
    return await network.loop.onThread { _ in conversations.problem(counted: counted) }
  }

  /// By far longer than any run lasts on a machine that is busy with others.
  private static let patience = Duration.seconds(120)

  /// What is left when everything was closed, once what closes has had the time to.
  private static func leftOver(on loop: EventLoop) async -> String? {
    var left = await loop.statistics()
    for _ in 0..<2_000 where left.residents > 0 || left.inFlight > 0 {
      try? await Task.sleep(for: .milliseconds(5))
      left = await loop.statistics()
    }
    guard left.residents == 0, left.inFlight == 0, left.buffers == 0 else {
      return
        "\(left.residents) residents, \(left.inFlight) operations, \(left.buffers) buffers left"
    }
    return nil
  }
}

extension SeededRandom {
  /// Whether a run has more than one client.
  fileprivate var isMany: Bool {
    var random = self
    return random.chance(0.2)
  }
}
