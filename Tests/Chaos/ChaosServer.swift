// The server under test: checks each request, and answers with a frame of its own.

import Glibc
import Sluice
import SluiceTesting
import Synchronization

/// Serves until it is told to end by SIGTERM, and then prints what it has counted.
enum ChaosServer {
  private static let requests = Atomic(0)
  private static let connections = Atomic<UInt64>(0)

  static func run(_ arguments: ChaosArguments) async throws {
    let group = try EventLoopGroup(loops: 1, driver: arguments.driver)
    let configuration = Server.Configuration(
      group: group, stallThreshold: .seconds(5), drainTimeout: .seconds(60),
      drainSignals: [SIGTERM],
      onListening: { address in
        say("listening on \(address) (driver \(group.loops[0].driver.kind.rawValue))")
      },
      onFinished: { _, error in
        if let error = error as? WrongBytes { say("WRONG \(error)") }
      })
    let seed = arguments.seed
    try await Server.run(at: .tcp("127.0.0.1", 0), configuration: configuration) { stream in
      let number = connections.add(1, ordering: .relaxed).newValue
      var random = SeededRandom(seed: seed, stream: number | 1 << 63)
      try await serve(stream, seed, &random)
    }
    say("requests \(requests.load(ordering: .relaxed))")
    for row in configuration.counters.statistics.rows { say("\(row.name) \(row.value)") }
    for row in await group.statistics().rows { say("loop-\(row.name) \(row.value)") }
    await group.shutDown()
  }

  /// One connection. Some are read as the bytes come, some in pieces of a size that is drawn anew.
  private static func serve(
    _ stream: SocketStream, _ seed: UInt64, _ random: inout SeededRandom
  ) async throws {
    var checker = FrameChecker(FrameSource(seed: seed, direction: .request), connection: nil)
    let replies = FrameSource(seed: seed, direction: .reply)
    let isPiecemeal = random.chance(1 / 8)
    var answer: [UInt8] = []
    while true {
      answer.removeAll(keepingCapacity: true)
      var isOver = false
      if isPiecemeal {
        let bytes = try await stream.read(upTo: random.number(in: 1...512))
        isOver = bytes.isEmpty
        try take(bytes.span, &checker, replies, &answer)
      } else {
        isOver =
          try await stream.withBytes { try take($0, &checker, replies, &answer) } == nil
      }
      if isOver { break }
      if random.chance(1 / 2000) {
        try await Task.sleep(for: .microseconds(random.number(in: 1...5000)))
      }
      try await stream.write(answer)
    }
    guard checker.isBetweenFrames else {
      throw WrongBytes(description: "an end within request \(checker.count)")
    }
  }

  private static func take(
    _ bytes: Span<UInt8>, _ checker: inout FrameChecker, _ replies: FrameSource,
    _ answer: inout [UInt8]
  ) throws {
    var count = 0
    try checker.take(bytes) { connection, number in
      replies.append(connection, number, to: &answer)
      count += 1
    }
    requests.add(count, ordering: .relaxed)
  }
}
