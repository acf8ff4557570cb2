// The client's run: connections one after the other in many tasks, until there were enough requests.

import Glibc
import Sluice
import Synchronization

final class ChaosRun: Sendable {
  private let arguments: ChaosArguments
  private let answered = Atomic(0)
  private let nextConnection = Atomic<UInt32>(0)
  private let failures = Atomic(0)

  init(_ arguments: ChaosArguments) { self.arguments = arguments }

  /// False where anything was wrong.
  func run() async throws -> Bool {
    let server = try ServerProcess(arguments)
    say("seed \(arguments.seed): \(server.readyLine)")
    let group = try EventLoopGroup(loops: 1, driver: arguments.driver)
    let began = ContinuousClock.now
    let watch = Task { await self.watch(server) }
    let tally = await load(group, server)
    watch.cancel()
    let memory = await watch.value
    let lasted = began.duration(to: .now) / .seconds(1)
    await group.shutDown()
    let counts = server.end()
    report(tally, lasted)
    return judge(tally, counts, memory, server)
  }

  private func load(_ group: EventLoopGroup, _ server: ServerProcess) async -> ChaosTally {
    await withTaskGroup(of: ChaosTally.self) { tasks in
      for _ in 0..<arguments.connections {
        tasks.addTask(executorPreference: group.next()) { await self.connectAgainAndAgain(server) }
      }
      return await tasks.reduce(into: ChaosTally()) { $0 += $1 }
    }
  }

  private func connectAgainAndAgain(_ server: ServerProcess) async -> ChaosTally {
    var tally = ChaosTally()
    while answered.load(ordering: .relaxed) < arguments.requests,
      failures.load(ordering: .relaxed) == 0
    {
      let number = nextConnection.add(1, ordering: .relaxed).newValue
      do {
        let stream = try await SocketStream.connect(
          to: server.endpoint,
          configuration: StreamConfiguration(readTimeout: .seconds(60), writeTimeout: .seconds(60)))
        var client = ChaosClient(stream, number: number, seed: arguments.seed)
        do { try await client.run() } catch {
          await stream.abort()
          throw error
        }
        tally += client.tally
        answered.add(client.tally.answered, ordering: .relaxed)
      } catch {
        failures.add(1, ordering: .relaxed)
        say("WRONG connection \(number): \(error)")
      }
    }
    return tally
  }

  // MARK: Memory

  /// The server's resident memory, in KiB: what was seen in each twentieth of the way.
  struct Memory {
    private static let parts = 20
    private var seen = [[Int]](repeating: [], count: Memory.parts)

    mutating func note(_ value: Int, share: Double) {
      seen[min(Int(share * Double(Self.parts)), Self.parts - 1)].append(value)
    }

    /// The means that there are.
    var means: [Int] { (0..<Self.parts).compactMap(mean) }
    /// From a tenth of the way on.
    var early: Int? { mean(Self.parts / 10) }
    /// At the end.
    var late: Int? { mean(Self.parts - 1) }

    private func mean(_ part: Int) -> Int? {
      seen[part].isEmpty ? nil : seen[part].reduce(0, +) / seen[part].count
    }
  }

  private func watch(_ server: ServerProcess) async -> Memory {
    var memory = Memory()
    while true {
      let share = Double(answered.load(ordering: .relaxed)) / Double(arguments.requests)
      memory.note(server.residentKiB, share: share)
      guard !Task.isCancelled else { return memory }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  // MARK: The verdict

  private func report(_ tally: ChaosTally, _ lasted: Double) {
    say(
      "\(tally.answered) requests answered, each byte as it must be, in \(Int(lasted)) s "
        + "(\(Int(Double(tally.answered) / lasted)) a second), over \(tally.connections) connections"
    )
    say(
      "\(tally.resets) were reset, \(tally.halfCloses) half-closed, \(tally.closes) closed; "
        + "\(tally.stalls) stalls, \(tally.bytewise) bursts byte by byte, "
        + "\(tally.shortReads) read a few bytes at a time")
  }

  private func judge(
    _ tally: ChaosTally, _ counts: ServerProcess.Counts, _ memory: Memory, _ server: ServerProcess
  ) -> Bool {
    var isGood = failures.load(ordering: .relaxed) == 0
    func demand(_ holds: Bool, _ text: String) {
      if !holds { isGood = false }
      say("\(holds ? "ok    " : "FAILED") \(text)")
    }
    let requests = counts["requests"]
    demand(counts.hasEndedWell, "the server ended by itself, with status 0")
    demand(counts.complaints.isEmpty, "the server found nothing wrong: \(counts.complaints)")
    demand(
      tally.answered <= requests && requests <= tally.sent,
      "answered \(tally.answered) <= served \(requests) <= sent \(tally.sent)")
    demand(
      counts["aborted-reset"] <= tally.resets,
      "resets seen by the server \(counts["aborted-reset"]) <= \(tally.resets)")
    let others = counts.rows.filter { row in
      row.value > 0 && ["refused", "failed", "timed-out"].contains { row.name.hasPrefix($0) }
    }
    // A reset within a request, seen as an end, is a failure of the handler.
    demand(others.allSatisfy { $0.name == "failed-handler" }, "no other endings: \(others)")
    for name in ["loop-in-flight", "loop-buffers", "loop-residents"] {
      demand(counts[name] == 0, "\(name) \(counts[name])")
    }
    judge(memory, demand)
    return isGood
  }

  private func judge(_ memory: Memory, _ demand: (Bool, String) -> Void) {
    say("       the server's memory, by twentieths of the way, in KiB: \(memory.means)")
    // A short run is over before the memory that everything needs is there.
    guard arguments.requests >= 1_000_000 else { return }
    guard let early = memory.early, let late = memory.late else {
      return demand(false, "the server's memory was not seen in time")
    }
    let growth = (Double(late) / Double(early) - 1) * 100
    demand(
      abs(growth) <= 5,
      "the server's memory: \(early) KiB at a tenth of the way, \(late) KiB at the end "
        + "(\(Int((growth * 10).rounded())) per mille, at most 50 either way)")
  }
}
